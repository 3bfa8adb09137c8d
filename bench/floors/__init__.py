"""The least that the same work can cost: each floor a program of its own, written as well as its task allows."""
