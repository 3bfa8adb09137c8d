"""Reach: how many people a project has reached, each counted once."""
