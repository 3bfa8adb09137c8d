"""Verifications: what somebody who visited an enterprise found there, beside what its owners declared."""
