"""Who is in a cohort, found out the slow way: every row of three databases in memory, and each person looked at alone.

Written from what is promised and not from how it is done: no set, no SQL, no bitmap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import asyncpg

from shared.callers import Service
from shared.mandate import COUNTRY

TABLES: Mapping[Service, tuple[str, ...]] = {
    Service.BENEFICIARY: (
        *("people", "particulars", "identities", "households", "memberships", "displacements"),
        *("activities", "sessions", "attendances", "enrolments", "consents"),
    ),
    Service.GRANTS: ("awards", "awardees", "owners", "assistances"),
    Service.FORUMS: ("forums", "members", "namings"),
}
Row = Mapping[str, Any]


@dataclass
class World:
    """All facts that stood at a moment, as it was on a day, for somebody who works in some areas."""

    rows: Mapping[str, list[Row]]
    on: date
    areas: tuple[str, ...] = (COUNTRY,)
    consenting: frozenset[int] = frozenset()
    """Who consents now to be named to staff."""
    merged_now: Mapping[int, int] = field(default_factory=dict)
    """Whoever goes on now, for each who is merged now."""

    def __post_init__(self) -> None:
        self._survivors = {row["person_id"]: row["survivor_id"] for row in self.rows["identities"]}
        self._stated = {row["person_id"]: row for row in self.rows["particulars"]}
        self._clusters: dict[int, set[int]] = {}
        self._by_id = {table: {row["id"]: row for row in rows} for table, rows in self.rows.items()}
        self._of: dict[tuple[str, int], list[Row]] = {}
        for table, rows in self.rows.items():
            for row in rows:
                if row.get("person_id") is not None:
                    self._of.setdefault((table, row["person_id"]), []).append(row)
        for person in self.rows["people"]:
            self._clusters.setdefault(self.survivor(person["id"]), set()).add(person["id"])

    def survivor(self, id: int) -> int:
        return self._survivors.get(id, id)

    def now(self, id: int) -> int:
        """Whoever goes on now."""
        return self.merged_now.get(id, id)

    def ids(self, person: int) -> list[int]:
        """All ids that are somebody's."""
        return sorted(self._clusters[person])

    def people(self) -> list[int]:
        return [
            person["id"]
            for person in self.rows["people"]
            if self.survivor(person["id"]) == person["id"]
            and person["id"] in self._stated
            and self.inside(self._stated[person["id"]]["place"])
        ]

    def inside(self, place: str) -> bool:
        return any(place.startswith(area) for area in self.areas)

    def of(self, table: str, person: int) -> list[Row]:
        return [row for id in sorted(self._clusters[person]) for row in self._of.get((table, id), [])]

    def by_id(self, table: str, id: int) -> Row | None:
        return self._by_id[table].get(id)

    # --- what somebody is ---------------------------------------------------------------------------------------------

    def age(self, person: int) -> int | None:
        born = self._stated[person]["birth_date"]
        if born is None:
            return None
        return self.on.year - born.year - ((self.on.month, self.on.day) < (born.month, born.day))

    def membership(self, person: int) -> Row | None:
        there = [
            row
            for row in self.of("memberships", person)
            if row["joined_on"] <= self.on and (row["left_on"] is None or row["left_on"] > self.on)
        ]
        return max(there, key=lambda row: (row["person_id"] == person, row["joined_on"], row["id"]), default=None)

    def status(self, person: int) -> str:
        own = self._latest(self.of("displacements", person))
        if own is not None and (own["until"] is None or own["until"] > self.on):
            return str(own["status"])
        membership = self.membership(person)
        if membership is None or not self._household_inside(membership["household_id"]):
            return "unknown"
        id = membership["household_id"]
        shared = self._latest([row for row in self.rows["displacements"] if row["household_id"] == id])
        return "unknown" if shared is None else str(shared["status"])

    def _latest(self, rows: list[Row]) -> Row | None:
        begun = [row for row in rows if row["since"] <= self.on]
        return max(begun, key=lambda row: (row["since"], row["id"]), default=None)

    def _household_inside(self, id: int) -> bool:
        household = self.by_id("households", id)
        return household is not None and self.inside(household["place"])

    def is_headed_by_a_woman(self, person: int) -> bool:
        membership = self.membership(person)
        if membership is None or not self._household_inside(membership["household_id"]):
            return False
        heads = [
            self.survivor(row["person_id"])
            for row in self.rows["memberships"]
            if row["household_id"] == membership["household_id"]
            and row["relation"] == "head"
            and row["joined_on"] <= self.on
            and (row["left_on"] is None or row["left_on"] > self.on)
        ]
        return any(head in self._stated and self._stated[head]["sex"] == "female" for head in heads)

    def attended(self, person: int) -> list[Row]:
        """The activities in which somebody was present, but for those of which it is severe."""
        found = []
        for row in self.of("attendances", person):
            session = self.by_id("sessions", row["session_id"])
            activity = session and self.by_id("activities", session["activity_id"])
            if session and activity and row["outcome"] == "present" and session["held_on"] <= self.on:
                found.append(activity)
        return [activity for activity in found if self._is_told(activity)]

    def enrolled(self, person: int) -> list[Row]:
        places = [row for row in self.of("enrolments", person) if row["enrolled_on"] <= self.on]
        found = [self.by_id("activities", row["activity_id"]) for row in places]
        return [activity for activity in found if activity and self._is_told(activity)]

    def _is_told(self, activity: Row) -> bool:
        return self.inside(activity["place"]) and activity["mhpss_layer"] not in ("3", "4")

    # --- what somebody was given, and where they sit ------------------------------------------------------------------

    def awards(self, person: int) -> list[Row]:
        owned = {row["enterprise_id"] for row in self.of("owners", person)}
        held = {row["award_id"] for row in self.of("awardees", person)}
        return [
            row
            for row in self.rows["awards"]
            if (row["enterprise_id"] in owned or row["id"] in held)
            and row["approved_on"] <= self.on
            and self.inside(row["place"])
        ]

    def assistances(self, person: int) -> list[Row]:
        return [
            row for row in self.of("assistances", person) if row["approved_on"] <= self.on and self.inside(row["place"])
        ]

    def seats(self, person: int) -> list[tuple[Row, Row]]:
        """The seats in which somebody is named who consents to it now, each with its forum: under a number of then that
        is theirs now too."""
        who = self.now(person)
        if who not in {self.now(id) for id in self.consenting}:
            return []
        found = []
        for row in self.of("namings", person):
            if self.now(row["person_id"]) != who:
                continue
            member = self.by_id("members", row["member_id"])
            forum = member and self.by_id("forums", member["forum_id"])
            if member and forum and self.inside(forum["place"]) and self._sits(member):
                found.append((member, forum))
        return found

    def _sits(self, member: Row) -> bool:
        return member["joined_on"] <= self.on and (member["left_on"] is None or member["left_on"] > self.on)

    # --- what is asked ------------------------------------------------------------------------------------------------

    def holds(self, expression: Mapping[str, Any], person: int) -> bool:
        if "all" in expression:
            return all(self.holds(part, person) for part in expression["all"])
        if "any" in expression:
            return any(self.holds(part, person) for part in expression["any"])
        if "not" in expression:
            return not self.holds(expression["not"], person)
        return self._is(expression, person)

    def _is(self, leaf: Mapping[str, Any], person: int) -> bool:  # noqa: PLR0911, PLR0912 - one for each criterion
        values = leaf.get("values", [])
        stated, name = self._stated[person], leaf["criterion"]
        match name:
            case "beneficiary.sex":
                return stated["sex"] in values
            case "beneficiary.place":
                return any(stated["place"].startswith(place) for place in values)
            case "beneficiary.age":
                age = self.age(person)
                return age is not None and leaf.get("min", 0) <= age <= leaf.get("max", 150)
            case "beneficiary.displacement_status":
                return self.status(person) in values
            case "beneficiary.household_role":
                membership = self.membership(person)
                return membership is not None and membership["relation"] in values
            case "beneficiary.female_headed":
                return self.is_headed_by_a_woman(person) == leaf["value"]
            case "beneficiary.attended":
                return any(activity["type"] in values for activity in self.attended(person))
            case "beneficiary.attended_project":
                return any(activity["project"] in values for activity in self.attended(person))
            case "beneficiary.enrolled":
                return any(activity["type"] in values for activity in self.enrolled(person))
            case "grants.awarded":
                return bool(self.awards(person)) == leaf["value"]
            case "grants.award_project":
                return any(award["project"] in values for award in self.awards(person))
            case "grants.assisted":
                return any(row["modality"] in values for row in self.assistances(person))
            case "grants.assistance_project":
                return any(row["project"] in values for row in self.assistances(person))
            case "forums.seated":
                return bool(self.seats(person)) == leaf["value"]
            case "forums.seat_role":
                return any(member["role"] in values for member, _ in self.seats(person))
            case "forums.seat_project":
                return any(forum["project"] in values for _, forum in self.seats(person))
        raise AssertionError(name)

    def members(self, expression: Mapping[str, Any]) -> list[int]:
        return [person for person in self.people() if self.holds(expression, person)]

    def values(self, breakdown: str, person: int) -> list[str]:  # noqa: PLR0911 - one for each breakdown
        """Of which values of a breakdown somebody is."""
        stated = self._stated[person]
        match breakdown:
            case "beneficiary.governorate":
                return [stated["place"][:5]]
            case "beneficiary.district":
                return [stated["place"][:8]]
            case "beneficiary.subdistrict":
                return [stated["place"]]
            case "beneficiary.sex":
                return [stated["sex"]]
            case "beneficiary.displacement_status":
                return [self.status(person)]
            case "beneficiary.activity_type":
                return sorted({activity["type"] for activity in self.attended(person)})
        age = self.age(person)
        if age is None:
            return ["not_stated"]
        return ["0-5" if age < 6 else "6-17" if age < 18 else "18-59" if age < 60 else "60+"]

    def cells(self, people: list[int], by: list[str]) -> dict[tuple[str, ...], int]:
        """How many of these people are of which values of two breakdowns."""
        found: dict[tuple[str, ...], int] = {}
        for person in people:
            for one in self.values(by[0], person):
                for other in self.values(by[1], person):
                    found[one, other] = found.get((one, other), 0) + 1
        return found

    def totals(self, people: list[int], by: list[str]) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for breakdown in by:
            for person in people:
                for value in self.values(breakdown, person):
                    found[breakdown, value] = found.get((breakdown, value), 0) + 1
        return found


async def world(
    urls: Mapping[str, str],
    on: date,
    *,
    as_of: datetime | None = None,
    areas: tuple[str, ...] = (COUNTRY,),
    consenting: frozenset[int] = frozenset(),
) -> World:
    """What three databases hold."""
    rows: dict[str, list[Row]] = {}
    merged_now: dict[int, int] = {}
    for service, tables in TABLES.items():
        connection = await asyncpg.connect(urls[service])
        try:
            for table in tables:
                found = [dict(row) for row in await connection.fetch(f"SELECT * FROM {table}")]
                rows[table] = [row for row in found if _stood(row, as_of)]
                if table == "identities":
                    merged_now = {row["person_id"]: row["survivor_id"] for row in found if _stood(row, None)}
        finally:
            await connection.close()
    return World(rows, on, areas, consenting, merged_now)


def _stood(row: Row, as_of: datetime | None) -> bool:
    if as_of is None:
        return row["voided_at"] is None
    return row["recorded_at"] <= as_of and (row["voided_at"] is None or row["voided_at"] > as_of)
