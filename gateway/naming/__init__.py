"""Who sits in a forum, of those who consent to be named: told to staff as long as they consent."""
