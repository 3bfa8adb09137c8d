"""Areas: what the forums of a governorate or district have done, and what of it in each of the last quarters."""
