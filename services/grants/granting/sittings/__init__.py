"""Sittings of the investment committee: who was there, who stood aside, how they voted, and what was decided."""
