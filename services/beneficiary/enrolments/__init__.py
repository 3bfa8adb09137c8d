"""Enrolments: who has a place in an activity, from which day on and until when."""
