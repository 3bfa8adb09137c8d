"""Names as lists of real and of usual ones: how they are spelt, in their own letters and in Latin ones.

A name says nothing about anybody's community, and no such guess is made or stored.
"""
