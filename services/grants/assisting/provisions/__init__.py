"""Provisions: what livelihood assistance is given as, in lines or in cash, in versions, each approved by another."""
