"""Seats in which people are named, by person: for the gateway, that knows whether they still consent to it."""
