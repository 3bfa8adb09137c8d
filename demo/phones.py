"""Under which phones people can be reached: their own, one of the family, or one that a neighbour lends.

Rates. Of men over 15 86 % have a phone of their own, of women 48 %. Half of those without one name the phone of the
head of their family, and 6 % of those who name neither one of a neighbour. 92 % say that it is safe to call; one phone
in five takes no messages, and with one in four goes a best time of the day. Somebody registered again has the same one.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from demo.families import Family, RealPerson, age_on
from demo.registering import Registration
from demo.rows import Phone

OWN = {"male": 0.86, "female": 0.48}
THE_HEADS, A_NEIGHBOURS = 0.5, 0.06
SAFE, VOICE_ONLY, WITH_HOURS = 0.92, 0.2, 0.25

_HAS_ONE_FROM = 16
_HOURS: list[tuple[int | None, int | None]] = [(8, 12), (9, 13), (16, 20), (17, 21)]
_ANY_TIME = (None, None)
_OWNER = {"spouse": "spouse", "child": "parent", "parent": "child"}
"""What the head is to a member whose relation to the head is this."""
_TO_PHONE = timedelta(seconds=100)


def phone_rows(random: Random, registrations: Sequence[Registration]) -> list[Phone]:
    """The phone of everybody who named one, not yet in order."""
    rows = []
    before: Family | None = None
    for one in registrations:
        if named := next(_named(random, one.person, one.family, before), None):
            owner, number = named
            hours = random.choice(_HOURS) if random.random() < WITH_HOURS else _ANY_TIME
            safe, silent = random.random() < SAFE, random.random() < VOICE_ONLY
            rows.append(Phone(0, one.id, number, owner, safe, silent, *hours, one.at + _TO_PHONE, one.by))
        if one.family is not before and _head(one.family) is not None:
            before = one.family
    return rows


def number(person: RealPerson) -> str:
    """The number of somebody's own phone, always the same; of a carrier that next to nobody has."""
    return f"+96473{person.number * 38_461_537 % 10**8:08}"


def _named(random: Random, person: RealPerson, family: Family, before: Family | None) -> Iterator[tuple[str, str]]:
    """Whose phones somebody could name, and the numbers; the first is the one they do."""
    if age_on(person.birth) >= _HAS_ONE_FROM and random.random() < OWN[person.sex]:
        yield "self", number(person)
    head = _head(family)
    if head is not None and head is not person and random.random() < THE_HEADS:
        yield _OWNER.get(person.relation, "other_relative"), number(head)
    neighbour = before and before is not family and _head(before)
    if neighbour and random.random() < A_NEIGHBOURS:
        yield "neighbour", number(neighbour)


def _head(family: Family) -> RealPerson | None:
    return next((each for each in family.people if each.relation == "head"), None)
