"""How what was granted is paid: ordered, sent to a bank in batches or handed out on lists, and what came back."""
