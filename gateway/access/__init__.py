"""Who may ask: partners, agreements, staff roles, tokens, and the mandates compiled from them."""
