"""Single commands, one module each; each group of commands has a folder of its own."""
