"""Cohorts: what is known of people as sets of their ids, which services make and whoever asks puts together."""
