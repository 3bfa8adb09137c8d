"""Indicators: how forums work, counted by forum, district or governorate over a period, as it was known at a moment."""
