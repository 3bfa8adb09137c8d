"""Recoveries: what was paid and is demanded back, in instalments, and what became of the demand."""
