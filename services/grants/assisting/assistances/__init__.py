"""Assistances: livelihood support approved for one person, on a fund or from before there were funds."""
