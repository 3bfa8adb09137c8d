"""Owns who people are: registration, documents, phones, consents, households, displacement, and what they attended."""
