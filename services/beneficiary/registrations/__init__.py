"""Registrations: what a field team writes down at a first visit, a household and its people, in one request."""
