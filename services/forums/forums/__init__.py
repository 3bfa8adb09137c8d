"""Community policing forums: where they are, at which level, and who set them up."""
