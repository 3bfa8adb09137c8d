"""Orders: that a tranche of an award or a part of an assistance is to be paid, made by one person, checked by another
and approved by a third."""
