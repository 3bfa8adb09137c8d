"""Evidence: what speaks for two registrations being one person, and what against it."""
