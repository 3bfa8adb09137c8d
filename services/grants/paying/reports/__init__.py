"""Reports: what a bank says became of a batch, kept as it came."""
