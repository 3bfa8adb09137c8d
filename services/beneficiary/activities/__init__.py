"""Activities that people take part in, under a project."""
