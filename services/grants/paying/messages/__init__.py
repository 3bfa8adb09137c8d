"""Messages to and from a bank, as ISO 20022 has them."""
