"""Areas: what all services know of a governorate or district, counted as of one moment, and what partners are told."""
