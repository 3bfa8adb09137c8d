"""Owns who people are: registration, documents, consents, households, displacement, and what they took part in."""
