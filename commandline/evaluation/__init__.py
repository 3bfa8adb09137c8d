"""How well linkage finds who is one person, against what is true: nothing else but this and benches may read that."""
