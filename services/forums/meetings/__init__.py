"""Meetings of forums, and their sessions for women and for youth: scheduled, then held, with who was there counted."""
