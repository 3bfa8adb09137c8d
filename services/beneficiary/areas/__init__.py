"""Areas: who lives in a governorate or district, and what was held there, in all and in each of the last quarters."""
