"""Elections: who stood for a forum's head and deputies, how many voted for whom, and who was elected."""
