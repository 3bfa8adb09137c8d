"""Staff, as an OpenID Connect issuer vouches for them: who they are, and which roles they hold where."""
