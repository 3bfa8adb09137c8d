"""Funds: the money a donor gives a project for grants, in one currency and up to a ceiling."""
