"""Consents: what people allowed to be shared, for what purpose and with whom, and what they took back."""
