"""Orders: that a tranche is to be paid, made by one person, checked by another and approved by a third."""
