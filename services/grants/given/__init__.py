"""What people were given: assistance of their own, and awards to what they own."""
