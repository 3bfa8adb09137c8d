"""Sheets: all that is known of who was at a session, stated at once."""
