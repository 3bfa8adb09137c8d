"""Suspensions: a partner or one of its agreements, out of force from one request to the next."""
