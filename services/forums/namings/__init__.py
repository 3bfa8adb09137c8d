"""Namings: who sits in a seat, of those who consent to be named; told while they do, and never to a partner."""
