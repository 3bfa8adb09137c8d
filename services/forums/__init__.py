"""Owns the community policing forums: where they are, and who sits in them by role."""
