"""Assessments: what somebody needs and can do, as they answer for a phase, the points for it, and who looked."""
