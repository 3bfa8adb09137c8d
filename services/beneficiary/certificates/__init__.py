"""Certificates: that somebody was at enough sessions of an activity."""
