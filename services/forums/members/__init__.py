"""Seats in forums: role, sex and age band of who holds them, never who it is."""
