"""Doubles: enterprises that may be one, because they state the same."""
