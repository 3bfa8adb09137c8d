"""Owns who people are: their registration, households, displacement, and the activities they took part in."""
