"""Refunds: what came back of what was paid of an award or an assistance."""
