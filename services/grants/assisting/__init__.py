"""Livelihood assistance to people: packages in phases, training, placements and cash for work."""
