"""Findings: what turns out about what was given when registrations prove to be one person,
households become one, or an owner is assisted."""
