"""What people were given: assistance of their own, awards to what they own, and jobs in what others own."""
