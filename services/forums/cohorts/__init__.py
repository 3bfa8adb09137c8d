"""Cohorts: by what seats in forums people can be asked for, of those who consent to be named."""
