"""Mutation testing of rules: a small mistake is made in a rule, and the scenarios must notice it."""
