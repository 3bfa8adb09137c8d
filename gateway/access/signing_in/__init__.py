"""Signing in: partners' systems prove whose they are, and get a token for five minutes."""
