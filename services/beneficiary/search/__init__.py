"""Search: people by what a member of staff knows of them, as far as the mandate reaches."""
