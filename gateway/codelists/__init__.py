"""Code lists, for every caller: what the codes of the API are called in three languages."""
