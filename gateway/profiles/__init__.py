"""A person's profile: what the services know of somebody, put together as of one moment."""
