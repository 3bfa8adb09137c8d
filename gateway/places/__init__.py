"""Places, for every caller."""
