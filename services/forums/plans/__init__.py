"""Security and safety plans: which concerns a forum takes first, who sees to each, and when it looks again."""
