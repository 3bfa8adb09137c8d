"""Consequences: what happened in one service and concerns another, told to it in order, whoever fails meanwhile."""
