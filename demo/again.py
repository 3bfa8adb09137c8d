"""The same person registered again as if they were new: 3 % of all ids.

What differs, one way for each and with 35 % chance a second: another spelling in every part 30 %, Latin letters instead
of Arabic in all but the given name 20 %, the nisba she bears or bore by marriage or else the kunya 17 %, parts missing
18 %, another date of birth 15 %. One in seven lives in another sub-district by then.
"""

from random import Random

from demo import names
from demo.families import RealPerson, age_on
from demo.names import Name
from demo.writing import RESPELT, Part, Writing, estimated, kunya, swapped, write

WAYS = {"spelling": 30, "latin": 20, "married_or_kunya": 17, "missing": 18, "birth": 15}
SECOND_WAY = 0.35
MOVED = 1 / 7
BIRTH_ASKED_ANEW = 0.1
"""Otherwise it is copied from the same paper, with whatever is wrong on it."""
SPELT_ANEW = 0.7


def write_again(random: Random, person: RealPerson, first: Writing, place: str) -> Writing:
    """Another record of somebody whose first record is known to us, and not to the clerk."""
    ways = set(random.choices(list(WAYS), list(WAYS.values()), k=2 if random.random() < SECOND_WAY else 1))
    anew = write(random, person, place, SPELT_ANEW if "spelling" in ways else RESPELT)
    if random.random() >= BIRTH_ASKED_ANEW:
        anew = anew._replace(birth=first.birth)
    if "married_or_kunya" in ways:
        anew = _married_or_kunya(random, person, first, anew)
    if "missing" in ways:
        anew = anew._replace(grandfather=Part(), great_grandfather=Part())
        anew = anew._replace(mother_father=Part(), mother_grandfather=Part())
    if "birth" in ways and age_on(person.birth) > 6:
        anew = anew._replace(birth=estimated(random, person.birth) if random.random() < 0.6 else swapped(person.birth))
    if "latin" in ways:
        anew = _in_latin_alone(random, person, anew)
    if anew._replace(place=first.place) == first:
        anew = anew._replace(father=Part(names.slip(random, person.lineage.father.native), anew.father.latin))
    return anew


def _married_or_kunya(random: Random, person: RealPerson, first: Writing, anew: Writing) -> Writing:
    own, by_marriage = person.lineage.nisba, person.husband_nisba
    if by_marriage is not None and own is not None and own != by_marriage and random.random() < 0.6:
        other = own if first.nisba.native == by_marriage.native else by_marriage
        return anew._replace(nisba=Part(other.native, names.in_latin(random, other) if anew.given.latin else None))
    called = kunya(random, person, latin=anew.given.latin is not None)
    if called == Part():
        return anew._replace(nisba=Part())
    return anew._replace(known_as=called, given=called if random.random() < 0.5 else anew.given)


def _in_latin_alone(random: Random, person: RealPerson, anew: Writing) -> Writing:
    line, mother = person.lineage, person.mother

    def latin(part: Part, name: Name | None) -> Part:
        return part if part == Part() or name is None else Part(None, names.in_latin(random, name))

    return anew._replace(
        # The given name is required in its own letters, so even this clerk looked it up.
        given=Part(anew.given.native, names.in_latin(random, person.given)),
        father=latin(anew.father, line.father),
        grandfather=latin(anew.grandfather, line.grandfather),
        great_grandfather=latin(anew.great_grandfather, line.great_grandfather),
        nisba=latin(anew.nisba, line.nisba),
        mother_given=latin(anew.mother_given, mother.given),
        mother_father=latin(anew.mother_father, mother.father),
        mother_grandfather=latin(anew.mother_grandfather, mother.grandfather),
    )
