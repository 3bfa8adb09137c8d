"""What an interior ministry is told of the forums under its agreement, and the two things that it states of them."""
