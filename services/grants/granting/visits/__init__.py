"""Monitoring visits: what became of an enterprise that was awarded a grant, as somebody saw it there."""
