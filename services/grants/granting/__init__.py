"""Grants to enterprises: from an expression of interest to the contract, its milestones and what became of it."""
