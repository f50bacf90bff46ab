"""A population: citizens as rows of small columns, read from a file, for rules to be tried on all of them at once."""
