"""Milestones: that one of a contract was reached, prepared with evidence by one officer and verified by another."""
