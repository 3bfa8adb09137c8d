"""Waves: that a survey was opened in a place, on which days, whom its sample takes in, and what it asks."""
