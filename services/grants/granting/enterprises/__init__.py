"""Enterprises: the businesses that can be awarded a grant."""
