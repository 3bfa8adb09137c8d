"""What whoever asks may do here, in plain words."""
