"""Published statistics: what partners read instead of the data."""
