"""Phases: the stretches of time in which a programme gives livelihood assistance, one for a household in each."""
