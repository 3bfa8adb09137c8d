"""Employments: jobs in enterprises that were awarded a grant, new ones and those that it made better."""
