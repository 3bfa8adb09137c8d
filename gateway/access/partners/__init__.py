"""Partners: the organisations whose systems ask."""
