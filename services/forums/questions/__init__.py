"""Questions: what surveys ask, word for word in three languages, and on which scale it is answered."""
