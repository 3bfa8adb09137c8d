"""Proposals: merges that take two people, and what another person says of them."""
