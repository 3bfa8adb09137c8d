"""Long work: what is asked for now and done later in chunks; it can be followed, cancelled and taken up again."""
