"""Endings: a partner, a credential or an agreement is ended for good, for reasons that facts do not know."""
