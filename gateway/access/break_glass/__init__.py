"""Breaking the glass: one person reads to the ground in one area for some hours, because another approved it."""
