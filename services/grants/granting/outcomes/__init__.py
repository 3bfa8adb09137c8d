"""Outcomes: what became of a project's awards, counted: jobs, enterprises that go on, what they take, and its cost."""
