"""The portfolio: where applications are, how long they have been there, and what it will cost."""
