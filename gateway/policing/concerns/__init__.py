"""What communities are concerned about in the ministry's forums, and what is done about it."""
