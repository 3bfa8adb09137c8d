"""A project's results by quarter: what happened in each, and what had come together by its end."""
