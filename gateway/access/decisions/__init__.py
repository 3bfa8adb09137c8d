"""Decisions that take more than one person: who proposed what, and who approved it."""
