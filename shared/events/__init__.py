"""What happened in a service, told to the gateway in order and without a gap: the outbox, read from a cursor on.

The numbers of outbox rows are handed out before their transactions commit, so a later number may appear before an
earlier one. A reader therefore reads up to the number of a fixed moment and no further: nothing can appear at or before
it any more (`shared/moment.py`).
"""
