"""Timelines: what the register knows to have happened to somebody, and of activities in an area."""
