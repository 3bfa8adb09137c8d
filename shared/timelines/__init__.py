"""Timelines: what a service knows to have happened to somebody or in an area, day by day, a page at a time."""
