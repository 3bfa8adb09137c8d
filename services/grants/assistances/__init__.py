"""Assistances: livelihood support approved for one person."""
