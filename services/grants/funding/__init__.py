"""Where money comes from and where it stands: projects, their funds, the ledger, exchange rates."""
