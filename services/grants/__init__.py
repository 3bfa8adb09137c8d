"""Owns the money: projects, calls, enterprises, awards with their contracts, livelihood assistance and payments."""
