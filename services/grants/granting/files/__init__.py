"""Files: scans, photographs and tables that are evidence of what an enterprise states, promises or has done; and scans
of the sheets on which somebody signed for a delivery or for cash."""
