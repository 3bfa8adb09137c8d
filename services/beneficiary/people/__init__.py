"""People: one registration each, and what is known of them, as it was stated and when."""
