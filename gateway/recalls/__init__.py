"""Recalls: what was told about people before they withdrew their consent, and which partners have to destroy it.

Nothing is sent and nothing can be lost: who has to be recalled follows, whenever it is asked, from what was written
down as told and from the consents that hold now.
"""
