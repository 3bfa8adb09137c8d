"""Actions: what is done about a concern, by whom in which capacity, until when, and what came of it."""
