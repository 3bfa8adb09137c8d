"""Calls: what a fund asks enterprises to apply for, where, until when, and by which rules."""
