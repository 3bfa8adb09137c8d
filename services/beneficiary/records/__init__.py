"""Records: all that is known of one person in one answer, as it was known at any moment, and what changed since."""
