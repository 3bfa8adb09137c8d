"""Numbers of certificates: random, so that they tell neither whose they are nor how many there are."""

from secrets import choice

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those of Crockford's base 32, of which none is taken for another."""
LONG = 12
_GROUP = 4


def draw() -> str:
    """A new number; whether it is free is for the database to say."""
    return spelt("".join(choice(LETTERS) for _ in range(LONG)))


def spelt(letters: str) -> str:
    """Twelve letters as they stand on paper: `7QK2-M0XD-93TF`."""
    return "-".join(letters[at : at + _GROUP] for at in range(0, LONG, _GROUP))
