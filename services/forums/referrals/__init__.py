"""Referrals: a concern passed on to police, an office or a service, and what came back. Nobody is ever passed on."""
