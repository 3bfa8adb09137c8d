"""What waits for whoever asks."""
