"""The invented families, before anybody writes them down."""

from collections import Counter
from itertools import islice
from random import Random

from demo.families import Family, families
from demo.programmes import THE_FIRST


def some_families() -> list[Family]:
    return list(islice(families(Random(5), THE_FIRST.region), 1_000))


def test_no_living_brothers_or_sisters_bear_one_name() -> None:
    """Whoever has the same father, and his the same, is a brother or sister in a family: of one mother, or of two."""
    for family in some_families():
        named = Counter((person.lineage, person.given) for person in family.people)
        assert set(named.values()) == {1}, named.most_common(1)


def test_families_have_brothers_and_sisters_of_every_kind() -> None:
    """Those of whom the other test speaks are there: children of one mother and of two, and siblings of a head."""
    found = some_families()
    relations = Counter(person.relation for family in found for person in family.people)
    assert min(relations["child"], relations["sibling"], relations["other_relative"]) > 100
    mothers = [
        {person.mother for person in family.people if person.relation == "child"}
        for family in found
        if family.kind == "two_wives"
    ]
    assert any(len(each) == 2 for each in mothers)
