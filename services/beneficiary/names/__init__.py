"""Names as they are compared: spellings of one name are brought together, in Arabic, Kurdish and Latin letters.

What people wrote is kept as they wrote it. What is made here serves to find and to compare, is never shown, and says
nothing about anybody but how the name may be written.
"""
