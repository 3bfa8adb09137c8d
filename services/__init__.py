"""Three services that own their data; none sees another."""
