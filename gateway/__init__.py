"""The only door: knows who asks, composes the answer, and writes down what it disclosed."""
