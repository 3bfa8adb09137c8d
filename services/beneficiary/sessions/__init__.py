"""Sessions: the days on which an activity is held, and what becomes of them."""
