"""Sharing agreements: the only source of what a partner may see."""
