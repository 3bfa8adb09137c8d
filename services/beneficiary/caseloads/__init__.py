"""Caseloads: whom a member of staff has to do with, and what is not known of them yet."""
