"""Selection lists: who is proposed for assistance in a phase and a place, in which order, and who is selected."""
