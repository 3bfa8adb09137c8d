"""Files: scans, photographs and tables that are evidence of what an enterprise states, promises or has done."""
