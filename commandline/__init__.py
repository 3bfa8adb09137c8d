"""Commands of the command line that stand by themselves: they start no application and open no database."""
