"""Statements: what became of the money of funds in a period, for whoever answers for it."""
