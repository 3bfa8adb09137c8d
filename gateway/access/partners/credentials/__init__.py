"""Credentials: what a partner proves itself with, several at a time while it changes from one to the next."""
