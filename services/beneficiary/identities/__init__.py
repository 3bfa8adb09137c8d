"""Identities: which registrations are one person."""
