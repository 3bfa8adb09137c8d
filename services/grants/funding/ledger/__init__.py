"""The ledger: what became of the money of each fund, in double entry."""
