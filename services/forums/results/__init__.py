"""Results: what a project did for forums and what changed around them, for the gateway to compose answers from."""
