"""Plumbing that every application uses and that knows no word of the programme: geography, time, trust, transport."""
