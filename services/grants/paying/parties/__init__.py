"""Parties to a payment: where an enterprise or somebody assisted is paid, and from where a fund pays."""
