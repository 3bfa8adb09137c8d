"""Phones: under which numbers a person can be reached, whose phones those are, and whether it is safe to call."""
