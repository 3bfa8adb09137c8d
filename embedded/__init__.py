"""What a fresh machine needs to run all of Nexus: a PostgreSQL, one owner, a free port and keys."""
