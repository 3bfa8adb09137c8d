"""The way from the gateway to the services: what it needs of each, and nothing more."""
