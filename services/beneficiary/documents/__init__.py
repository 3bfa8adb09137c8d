"""Identity documents: that a person holds one, recognisable by its number and never readable from here."""
