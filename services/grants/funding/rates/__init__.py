"""Exchange rates: what a source said a dollar was in dinars, and on which days."""
