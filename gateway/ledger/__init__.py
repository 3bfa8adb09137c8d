"""What was disclosed, to whom and when."""
