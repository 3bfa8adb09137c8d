"""Safeguards: what a forum hears that nobody but protection may know, kept apart so that nothing else shows it."""
