"""One module for each answer that no service can give alone."""
