"""Projects: what donors fund, under the code by which everything else refers to it."""
