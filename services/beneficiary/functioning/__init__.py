"""Functioning: what people find difficult, in the six questions of the Washington Group, and disability as it follows.

The Short Set on Functioning (washingtongroup-disability.com) is asked word for word and in its order, of people of five
years and over; the words stand in the code lists. Disability is never asked: it follows from the answers.
"""
