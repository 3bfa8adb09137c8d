"""Findings: what turns out about assistance when two registrations prove to be one person."""
