"""Commands that stand alone, a module each; groups of commands have a folder beside this one."""
