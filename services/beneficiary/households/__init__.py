"""Households and who lives in them, when."""
