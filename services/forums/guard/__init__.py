"""What in a text may tell of a person: it marks, for whoever writes and whoever releases; it decides nothing."""
