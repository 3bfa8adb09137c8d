"""Workers: who has a place at a site of cash for work, by the assistance that was approved for them."""
