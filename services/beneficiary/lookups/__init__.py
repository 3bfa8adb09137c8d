"""Lookups: people whom a partner knows by something it holds already, as far as its mandate and their consent reach."""
