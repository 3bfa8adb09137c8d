"""Timelines: what all services know to have happened to a person or in an area, in one order, as of one moment."""
