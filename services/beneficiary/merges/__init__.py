"""Merges: that two registrations are one person, decided by hand, and undone where it proves wrong."""
