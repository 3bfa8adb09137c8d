"""Placements: work at a host employer, on the job to learn it or to stay, under livelihood assistance."""
