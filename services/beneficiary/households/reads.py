"""Households and memberships within a mandate: each, those of a person, and who lived in a household on a day."""

from datetime import date
from functools import lru_cache
from typing import Any

from services.beneficiary.households.tables import Household, Membership
from services.beneficiary.households.views import (
    HOUSEHOLDS,
    CompositionView,
    HouseholdView,
    MembershipsView,
    MembershipView,
    OneHouseholdView,
    Relation,
)
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import reads as people
from services.beneficiary.people.births import OF_AGE, born
from services.beneficiary.people.views import Sex
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.errors import nothing_here
from shared.facts import Found, Source, standing
from shared.mandate import Mandate

MOST = 200

HOUSEHOLD = Source(
    "household",
    HOUSEHOLDS,
    Household,
    HouseholdView,
    joins="LEFT JOIN mergers AS merger ON merger.household_id = fact.id AND merger.voided_at IS NULL",
    place="fact.place",
    columns={"merged_into": "merger.into_id", "merged_on": "merger.merged_on"},
)

MEMBERSHIP = Source(
    "membership",
    HOUSEHOLDS,
    Membership,
    MembershipView,
    joins=f"JOIN households AS home ON home.id = fact.household_id {people.WHOM}",
    place="home.place",
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)


def lives_there(alias: str, day: str) -> str:
    """SQL: the membership `alias` lasts on a day, which is a column or a parameter."""
    return f"({alias}.joined_on <= {day} AND ({alias}.left_on IS NULL OR {alias}.left_on > {day}))"


def foremost(alias: str, person: str) -> str:
    """SQL: an order in which the membership `alias` is first that counts of a person's at one time.

    Only somebody who was merged has several then: that of the registration that goes on, or the latest of the others.
    """
    return f"{alias}.person_id <> {person}, {alias}.joined_on DESC, {alias}.id DESC"


_TODAY = "(now() AT TIME ZONE 'Asia/Baghdad')::date"


def lives_in(person: str, day: str = _TODAY, as_of: str | None = None) -> str:
    """SQL: the household where a person, a registration that goes on, lives on a day, or null.

    As known now, or as of a moment.
    """
    stands = "member.voided_at IS NULL" if as_of is None else standing("member", as_of)
    return f"""(
    SELECT member.household_id FROM memberships AS member
    WHERE member.person_id = ANY {identities.cluster(person, as_of)} AND {stands} AND {lives_there("member", day)}
    ORDER BY {foremost("member", person)}
    LIMIT 1
)"""  # noqa: S608 - no value in it


# --- those of a person ------------------------------------------------------------------------------------------------


async def memberships(reader: Reader, number: str, mandate: Mandate) -> Found[MembershipsView]:
    """When a person has lived in which household, the latest first: known wherever the person is, because where one
    comes from is one's own."""
    order = "fact.joined_on DESC, fact.id DESC"
    about = await people.about(reader, MEMBERSHIP, number, mandate, order=order, most=MOST)
    offered = HOUSEHOLDS.readable(mandate.scope(HOUSEHOLDS.name), tuple(MembershipsView.model_fields))
    fields = (*offered, *about.fields) if offered else ()
    return Found(
        MembershipsView.model_validate(dict.fromkeys(offered, about.rows)),
        Disclosed(dataset=HOUSEHOLDS.name, fields=fields, people=about.people),
    )


# --- who lives there on a day -----------------------------------------------------------------------------------------

_OF_THE_HEAD = ("sex", "birth_date", "birth_precision")
_AS_OF = "coalesce($3::timestamptz, 'infinity')"


@lru_cache(maxsize=64)
def _composition(fields: tuple[str, ...]) -> str:
    """Household, day, moment or none, and areas; a household with nobody in it has one row, of nobody."""
    # what stood at the moment was not voided then
    columns = [
        f"{'NULL' if name.startswith('void') else MEMBERSHIP.columns.get(name, f'fact.{name}')} AS {name}"
        for name in fields
    ]
    columns += ["fact.id AS membership_id", "fact.person_id", "person.id AS whom", "fact.relation AS relation_to_head"]
    columns += ["person.registration_number", *(f"stated.{name}" for name in _OF_THE_HEAD)]
    return f"""
SELECT {", ".join(columns)}
FROM households AS home
LEFT JOIN (
    memberships AS fact {identities.merged("identity", "fact.person_id", _AS_OF)}
    JOIN people AS person ON person.id = {identities.going_on("identity", "fact.person_id")}
        AND {standing("person", _AS_OF)}
) ON fact.household_id = home.id AND {standing("fact", _AS_OF)} AND {lives_there("fact", "$2")}
LEFT JOIN particulars AS stated ON fact.relation = 'head' AND stated.person_id = person.id
    AND {standing("stated", _AS_OF)}
WHERE home.id = $1 AND home.place LIKE ANY ($4)
ORDER BY fact.relation <> 'head', fact.joined_on, fact.person_id <> person.id, fact.id
"""  # noqa: S608 - names from code


async def composition(reader: Reader, id: int, on: date, mandate: Mandate) -> Found[CompositionView]:
    """Who lived in a household on a day, the head first, as known at the mandate's moment."""
    scope = mandate.scope(HOUSEHOLDS.name)
    offered = HOUSEHOLDS.readable(scope, tuple(CompositionView.model_fields))
    fields = HOUSEHOLDS.readable(scope, tuple(MembershipView.model_fields))
    rows = await reader.fetch(_composition(fields), id, on, mandate.as_of, mandate.area_patterns)
    if not rows:
        raise nothing_here()
    # whoever lives here under two numbers is one member
    by_person = {row["whom"]: row for row in reversed(rows) if row["membership_id"] is not None}
    members = [row for row in rows if by_person.get(row["whom"]) is row]
    head = next((row for row in members if row["relation_to_head"] == Relation.HEAD), None)
    told: dict[str, Any] = {
        "id": id,
        "on": on,
        "size": len(members),
        "head": None if head is None else head["registration_number"],
        "female_headed": _female(head),
        "child_headed": _child(head, on),
        "members": [{name: row[name] for name in fields} for row in members],
    }
    persons = tuple(row["person_id"] for row in members)
    shown = (*offered, *(name for name in fields if name not in offered)) if "members" in offered else offered
    return Found(
        CompositionView.model_validate({name: told[name] for name in offered}),
        Disclosed(dataset=HOUSEHOLDS.name, fields=shown, people=persons) if persons else None,
    )


def _female(head: Any) -> bool | None:
    return None if head is None or head["sex"] in {None, Sex.NOT_STATED} else head["sex"] == Sex.FEMALE


def _child(head: Any, on: date) -> bool | None:
    birth = None if head is None else born(head["birth_date"], head["birth_precision"])
    return None if birth is None else birth.is_under(OF_AGE, on)


_MEMBERS = f"""
SELECT member.id, person.registration_number AS number, ARRAY(
    SELECT registration.registration_number FROM people AS registration
    WHERE registration.id = ANY {identities.cluster("person.id")}
) AS numbers
FROM memberships AS member {identities.merged("identity", "member.person_id")}
JOIN people AS person ON person.id = {identities.going_on("identity", "member.person_id")} AND person.voided_at IS NULL
WHERE member.household_id = $1 AND member.voided_at IS NULL AND (member.left_on IS NULL OR member.left_on > $2)
ORDER BY member.relation <> 'head', member.joined_on, member.person_id <> person.id, member.id
"""  # noqa: S608 - no value in it


async def members_from(reader: Reader, household_id: int, on: date) -> list[tuple[int, str, list[str]]]:
    """The memberships in a household that last on a day or begin after it, in the order in which they count.

    Each with the number that goes on for the person, and all numbers that they are registered under.
    """
    rows = await reader.fetch(_MEMBERS, household_id, on)
    return [(row["id"], row["number"], row["numbers"]) for row in rows]


async def merged_on(reader: Reader, household_id: int) -> date | None:
    """Since when a household has been part of another one, if it is."""
    day: date | None = await reader.fetchval(
        "SELECT merged_on FROM mergers WHERE household_id = $1 AND voided_at IS NULL", household_id
    )
    return day


_ONE_HOUSEHOLD = """
WITH RECURSIVE up AS (
    SELECT asked.id FROM unnest($1::int[]) AS asked (id)
    UNION
    SELECT merger.into_id FROM up JOIN mergers AS merger ON merger.household_id = up.id AND merger.voided_at IS NULL
),
one AS (
    SELECT up.id AS last, up.id FROM up
    WHERE NOT EXISTS (SELECT FROM mergers AS further WHERE further.household_id = up.id AND further.voided_at IS NULL)
    UNION
    SELECT one.last, merger.household_id
    FROM one JOIN mergers AS merger ON merger.into_id = one.id AND merger.voided_at IS NULL
)
SELECT array_agg(id ORDER BY id) AS ids FROM one GROUP BY last ORDER BY last
"""


async def one_household(reader: Reader, households: list[int]) -> OneHouseholdView:
    """Each household that goes on of these, with all that became part of it, through whichever between."""
    return OneHouseholdView(clusters=[row["ids"] for row in await reader.fetch(_ONE_HOUSEHOLD, households)])
