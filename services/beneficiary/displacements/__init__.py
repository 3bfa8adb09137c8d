"""Displacement: the dated status of a household, and of a person where it differs."""
