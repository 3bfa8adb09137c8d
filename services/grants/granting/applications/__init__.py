"""Applications of enterprises to calls: from a draft through every stage, one function a transition."""
