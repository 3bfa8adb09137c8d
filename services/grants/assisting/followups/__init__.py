"""Follow-ups: what became of livelihood assistance one, three and six months after it was given."""
