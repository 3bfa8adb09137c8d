"""Timelines: what people were given and what came of it, and what was granted in an area, day by day."""
