"""Batches: orders that are paid together, closed by who made one, approved by two others, and sent to a bank or paid
out from a list; and the instructions in them, one for each order."""
