"""Payments: what was paid of an award or an assistance."""
