"""Contracts: what was agreed with an enterprise about its award, in versions, and the tranches that it is paid in."""
