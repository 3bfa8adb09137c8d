"""Linkage: the whole register compared with itself, to find registrations that may be one person; and never merged."""
