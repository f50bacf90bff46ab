"""Scenarios as tests of the rules: found, run, explained, accepted, and told to programs and build servers."""
