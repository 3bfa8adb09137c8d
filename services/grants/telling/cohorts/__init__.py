"""Cohorts: by what grants and assistance people can be asked for."""
