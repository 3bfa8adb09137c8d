"""Trainings: what police and members of a forum were taught, by whom, and how many of them were there."""
