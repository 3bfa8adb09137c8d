"""Refunds: what came back of what was paid, stated by one person and confirmed by another."""
