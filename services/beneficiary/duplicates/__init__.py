"""Duplicates: registrations that may be one person, found where people state the same, and judged by hand."""
