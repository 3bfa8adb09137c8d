"""Results: what a project has supported, for the gateway to compose answers from."""
