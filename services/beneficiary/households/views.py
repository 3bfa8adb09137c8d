"""What callers state about households and membership, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import HIGH, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import GovernoratePcode, Pcode
from shared.views import FactView, View

MOST = 100
"""People that are named at once, at the most."""


@listed_as("relation")
class Relation(StrEnum):
    """What a member is to the head of the household; several spouses are possible."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    NOT_RELATED = "not_related"


HOUSEHOLDS = Dataset(
    DatasetName.HOUSEHOLDS,
    {
        "id": MODERATE,
        "household_id": MODERATE,
        "into": MODERATE,
        "into_id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "place": MODERATE,
        "relation": MODERATE,
        "on": MODERATE,
        "joined_on": MODERATE,
        "left_on": MODERATE,
        "merged_into": MODERATE,
        "merged_on": MODERATE,
        "size": MODERATE,
        "head": MODERATE,
        "female_headed": MODERATE,
        "child_headed": HIGH,
        **RECORD_KEEPING,
        "members": MODERATE,
        "relations": MODERATE,
        "memberships": MODERATE,
    },
)

_MEMBERSHIP = {
    "household_id": 41,
    "person": "4821-7730-5142",
    "relation": "head",
    "joined_on": "2018-03-12",
}
_CHILD = {"person": "0000-0000-0098", "relation": "child"}


# --- households -------------------------------------------------------------------------------------------------------


@classified(HOUSEHOLDS)
@example(place="IQG15Q08N01")
class HouseholdDraft(Draft):
    """A household where it lives; its members join it one by one."""

    place: GovernoratePcode


class HouseholdsAsked(Asked):
    """What is asked of the list of households: of all, or of those in a place."""

    place: Pcode | None = None


@classified(HOUSEHOLDS)
@example(id=41, place="IQG15Q08N01", **RECORDED)
class HouseholdView(FactView):
    """A household, and which other one it has become part of, if it has, and since when."""

    id: int | None = None
    place: str | None = None
    merged_into: int | None = None
    merged_on: date | None = None


# --- memberships ------------------------------------------------------------------------------------------------------


@classified(HOUSEHOLDS)
@example(**_MEMBERSHIP)
class MembershipDraft(Draft):
    """A person's time in a household, from `joined_on` until the day before `left_on`."""

    household_id: Identifier
    person: RegistrationNumber
    relation: Relation
    joined_on: Day
    left_on: Day | None = None


@classified(HOUSEHOLDS)
@example(left_on="2020-02-01")
class LeavingDraft(Draft):
    """The day from which on a member lives in the household no more."""

    left_on: Day


@classified(HOUSEHOLDS)
@example(household_id=57, relation="spouse", on="2020-02-01")
class MoveDraft(Draft):
    """The household in which a person lives from a day on, and what they are to its head; by marriage, for example."""

    household_id: Identifier
    relation: Relation
    on: Day


class MembershipsAsked(Asked):
    """What is asked of the list of memberships: of all, or of those in one household."""

    household_id: PathIdentifier | None = None


@classified(HOUSEHOLDS)
@example(id=90, **_MEMBERSHIP, **RECORDED)
class MembershipView(FactView):
    """A person's time in a household."""

    id: int | None = None
    household_id: int | None = None
    person: str | None = None
    relation: Relation | None = None
    joined_on: date | None = None
    left_on: date | None = None


@classified(HOUSEHOLDS)
class MembershipsView(View):
    """The times that a person has lived in households, the latest first."""

    memberships: list[MembershipView] | None = None


# --- a household as a whole -------------------------------------------------------------------------------------------


@classified(HOUSEHOLDS)
@example(**_CHILD)
class MemberDraft(Draft):
    """Somebody of a household, and what they are to its head."""

    person: RegistrationNumber
    relation: Relation


Members = Annotated[list[MemberDraft], Field(max_length=MOST)]


@classified(HOUSEHOLDS)
@example(person="4821-7730-5142", on="2020-02-01", relations=[_CHILD])
class HeadDraft(Draft):
    """Who is the head of a household from a day on, and what everybody else who lives there is to them."""

    person: RegistrationNumber
    on: Day
    relations: Members


@classified(HOUSEHOLDS)
@example(on="2020-02-01", place="IQG15Q08N01", members=[{"person": "4821-7730-5142", "relation": "head"}, _CHILD])
class SplitDraft(Draft):
    """Who lives in a household of their own from a day on, and where; one of them is its head."""

    on: Day
    place: GovernoratePcode
    members: Annotated[Members, Field(min_length=1)]


@classified(HOUSEHOLDS)
@example(into=57, on="2020-02-01", relations=[_CHILD])
class HouseholdMergeDraft(Draft):
    """The household of which another one is a part from a day on, and what everybody who came is to its head."""

    into: Identifier
    on: Day
    relations: Members


@classified(HOUSEHOLDS)
@example(
    id=41,
    on="2019-11-05",
    size=1,
    head="4821-7730-5142",
    female_headed=True,
    child_headed=False,
    members=[{"id": 90, **_MEMBERSHIP, **RECORDED}],
)
class CompositionView(View):
    """Who lived in a household on a day. What is derived of its head is null where it is not known, or where there was
    none: `female_headed` from the sex, `child_headed` (under 18 on that day) from the birth date and its precision."""

    id: int | None = None
    on: date | None = None
    size: int | None = None
    head: str | None = None
    female_headed: bool | None = None
    child_headed: bool | None = None
    members: list[MembershipView] | None = None


_ONE_HOUSEHOLD = Dataset(DatasetName.EVENTS, {"households": MODERATE, "clusters": MODERATE})
MOST_ASKED = 1_000
"""Households that are asked about at once."""


@classified(_ONE_HOUSEHOLD)
@example(households=[4, 17])
class OneHouseholdDraft(Draft):
    """Households."""

    households: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_ASKED)]


@classified(_ONE_HOUSEHOLD)
class OneHouseholdView(View):
    """What is one household now: each with all that became part of it; this never leaves the gateway."""

    clusters: list[list[int]]
