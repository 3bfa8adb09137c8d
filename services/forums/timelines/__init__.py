"""Timelines: the seats that somebody is named in, and what forums do in an area, day by day."""
