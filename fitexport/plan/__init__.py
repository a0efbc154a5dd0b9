"""Plans: read from templates, laid out on dates."""
