"""Meetings of the ministry's forums, and what they decided."""
