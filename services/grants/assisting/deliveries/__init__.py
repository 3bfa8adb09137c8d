"""Deliveries: what was handed over of what assistance is given as, with a signature."""
