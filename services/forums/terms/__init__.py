"""Terms: who of a forum's members leads it, and how long."""
