"""Answers: what the respondents of a wave said, given as one file that names none of them, and never told singly."""
