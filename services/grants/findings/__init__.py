"""Findings: what turns out about what was given when registrations prove to be one person, or an owner is assisted."""
