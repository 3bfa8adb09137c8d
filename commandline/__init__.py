"""Commands of the command line that start no application, and what all commands have alike."""
