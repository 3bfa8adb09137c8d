"""Owns the money: projects, enterprises, awards, livelihood assistance and payments."""
