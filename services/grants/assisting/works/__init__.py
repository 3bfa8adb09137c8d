"""Works: sites of cash for work, with what is done there, for which wage, for how long and by how many."""
