"""Consent notices: what people are told before they say yes, in the three languages, version by version."""
