"""Charts of what was run."""
