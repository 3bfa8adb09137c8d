"""Settlements: what people say became of an instruction, the payments that follow, and whether the ledger agrees."""
