"""What callers state about households and membership, and are told."""

from datetime import date
from enum import StrEnum

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import GovernoratePcode, Pcode
from shared.views import FactView


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
        "person_id": MODERATE,
        "person": MODERATE,
        "place": MODERATE,
        "relation": MODERATE,
        "joined_on": MODERATE,
        "left_on": MODERATE,
        **RECORD_KEEPING,
    },
)

_MEMBERSHIP = {
    "household_id": 41,
    "person": "4821-7730-5142",
    "relation": "head",
    "joined_on": "2018-03-12",
}


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
    """A household."""

    id: int | None = None
    place: str | None = None


@classified(HOUSEHOLDS)
@example(**_MEMBERSHIP)
class MembershipDraft(Draft):
    """A person's time in a household, from `joined_on` until the day before `left_on`."""

    household_id: Identifier
    person: RegistrationNumber
    relation: Relation
    joined_on: Day
    left_on: Day | None = None


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
