"""Concerns that groups of the community raise in a forum, what it makes of them, and which of them are one."""
