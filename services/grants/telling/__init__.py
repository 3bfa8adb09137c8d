"""What is told of it all: to finance, to staff, to the gateway."""
