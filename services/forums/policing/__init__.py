"""What forums do, as the police and the ministry above them are told it: no person, nobody who wrote it, no text that
nobody has released; and the two things that they state themselves."""
