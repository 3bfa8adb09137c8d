"""Workdays: who worked where on which day, as the foreman's sheet says."""
