"""What the platform promises to cost, measured against the least that the same work can cost."""
