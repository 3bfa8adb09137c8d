"""Cohorts: people asked for by what all services know of them, counted and listed as of one moment; kept by name."""
