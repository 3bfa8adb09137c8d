"""Minutes: what a meeting said and decided, in items; their text is for staff until a reviewer releases it."""
