"""Subjects: whom a request is about, resolved for the gateway before it mints a mandate."""
