"""What happened in the services, received in order: who follows them, where each stands, and what is still to come."""
