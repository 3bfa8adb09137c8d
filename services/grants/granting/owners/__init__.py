"""Owners: the people whose an enterprise is, whom the beneficiary service alone can name."""
