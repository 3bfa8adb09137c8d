"""A history of the registry, made at random, and what its reach must be: worked out plainly from the definition.

Nothing here knows how the service counts. The rows are what years of recording, correcting and voiding leave behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import asyncpg

from services.beneficiary.activities.views import ActivityType
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.people.numbers import number
from services.beneficiary.people.views import Sex
from services.beneficiary.reach.views import AgeBand

BEGINNING = datetime(2019, 1, 1, tzinfo=UTC)
PROJECTS = ("AAA-1", "BBB-2", "CCC-3")
PLACES = ("IQG15Q08", "IQG15Q08N03", "IQG15Q06", "IQG04Q03")


@dataclass(kw_only=True)
class Row:
    """A fact as the database keeps it."""

    id: int
    recorded_at: datetime
    voided_at: datetime | None = None

    def stands(self, as_of: datetime) -> bool:
        return self.recorded_at <= as_of and (self.voided_at is None or self.voided_at > as_of)


@dataclass(kw_only=True)
class Person(Row):
    registration_number: str


@dataclass(kw_only=True)
class Particulars(Row):
    person_id: int
    sex: str
    birth_date: date | None
    given_native: str = "س"
    place: str = "IQG15Q08"

    @property
    def birth_precision(self) -> str:
        return "day" if self.birth_date else "unknown"


@dataclass(kw_only=True)
class Household(Row):
    place: str = "IQG15Q08"


@dataclass(kw_only=True)
class Membership(Row):
    household_id: int
    person_id: int
    joined_on: date
    left_on: date | None
    relation: str = "other_relative"

    def lasts(self, day: date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)

    def meets(self, other: "Membership") -> bool:
        return (self.left_on is None or other.joined_on < self.left_on) and (
            other.left_on is None or self.joined_on < other.left_on
        )


@dataclass(kw_only=True)
class Displacement(Row):
    household_id: int | None
    person_id: int | None
    status: str
    since: date
    until: date | None = None


@dataclass(kw_only=True)
class Activity(Row):
    project: str
    type: str
    place: str
    starts_on: date = date(2019, 1, 1)
    ends_on: date = date(2020, 12, 31)
    mhpss_code: str | None = None
    mhpss_layer: str | None = None


@dataclass(kw_only=True)
class Session(Row):
    activity_id: int
    held_on: date


@dataclass(kw_only=True)
class Attendance(Row):
    session_id: int
    person_id: int
    outcome: str


@dataclass(kw_only=True)
class Merge(Row):
    absorbed_id: int
    survivor_id: int
    reason: str = "recognised"


@dataclass(kw_only=True)
class Identity(Row):
    """Whom merges lead to; the evaluator follows them itself."""

    person_id: int
    survivor_id: int


@dataclass
class History:
    """All rows of one registry, in the order in which they were recorded."""

    people: list[Person] = field(default_factory=list)
    particulars: list[Particulars] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    displacements: list[Displacement] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)

    async def keep(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Write every row into a database that is empty."""
        for table in fields(self):
            rows = getattr(self, table.name)
            columns = [column.name for column in fields(rows[0])]
            if table.name == "particulars":
                columns.append("birth_precision")
            records = [(*(getattr(row, column) for column in columns), "history", *voided(row)) for row in rows]
            await connection.copy_records_to_table(
                table.name, records=records, columns=[*columns, "recorded_by", "voided_by", "void_reason"]
            )
            await connection.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {len(rows)})")


def voided(row: Row) -> tuple[str | None, str | None]:
    return (None, None) if row.voided_at is None else ("history", "entered_in_error")


class Historian:
    """Makes a history up: each step records, corrects or voids something, a while after the step before."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.now = BEGINNING
        self.history = History()

    def write(self, steps: int) -> History:
        for _ in range(8):
            self.household()
            self.activity()
            self.person()
            self.person()
        chances = {
            self.person: 4,
            self.correction: 3,
            self.membership: 9,
            self.displacement: 8,
            self.activity: 3,
            self.attendance: 24,
            self.voiding: 4,
            self.merging: 2,
            self.unmerging: 1,
        }
        for _ in range(steps):
            self.random.choices(list(chances), list(chances.values()))[0]()
        return self.history

    def person(self) -> None:
        person = self.add(self.history.people, Person, registration_number=number(self.random.randrange(10**10)))
        self.stated(person.id)

    def correction(self) -> None:
        person = self.random.choice(self.history.people)
        standing = [row for row in self.history.particulars if row.person_id == person.id and row.voided_at is None]
        self.stated(person.id)
        for row in standing:
            row.voided_at = self.now

    def stated(self, person_id: int) -> None:
        birthday = self.day() + timedelta(days=self.random.choice([-1, 0, 1, 200]))
        born = birthday.replace(year=birthday.year - self.random.choice([6, 6, 18, 18, 40, 60]))
        self.add(
            self.history.particulars,
            Particulars,
            person_id=person_id,
            sex=self.random.choice(list(Sex)).value,
            birth_date=self.random.choice([born, born, born, None]),
        )

    def household(self) -> None:
        self.add(self.history.households, Household)

    def membership(self) -> None:
        joined = self.day()
        left = self.random.choice([None, joined + timedelta(days=self.random.randrange(3, 60, 3))])
        made = self.add(
            self.history.memberships,
            Membership,
            household_id=self.random.choice(self.history.households).id,
            person_id=self.random.choice(self.history.people).id,
            joined_on=joined,
            left_on=left,
        )
        others = [row for row in self.history.memberships[:-1] if row.person_id == made.person_id]
        if any(row.voided_at is None and row.meets(made) for row in others):
            self.history.memberships.remove(made)

    def displacement(self) -> None:
        of_household, since = self.random.random() < 0.5, self.day()
        self.add(
            self.history.displacements,
            Displacement,
            household_id=self.random.choice(self.history.households).id if of_household else None,
            person_id=None if of_household else self.random.choice(self.history.people).id,
            status=self.random.choice(list(DisplacementStatus)).value,
            since=since,
            until=None
            if of_household
            else self.random.choice([None, since + timedelta(days=self.random.choice([3, 9]))]),
        )

    def activity(self) -> None:
        project, type = self.random.choice(PROJECTS), self.random.choice(list(ActivityType)).value
        self.add(
            self.history.activities,
            Activity,
            project=project,
            type=type,
            place=self.random.choice(PLACES),
            mhpss_code="8.1" if type == "mhpss" else None,
            mhpss_layer="34"[len(self.history.activities) % 2] if type == "mhpss" else None,
        )
        for _ in range(4):
            self.session()

    def session(self) -> None:
        self.add(
            self.history.sessions,
            Session,
            activity_id=self.random.choice(self.history.activities).id,
            held_on=self.day(),
        )

    def attendance(self) -> None:
        made = self.add(
            self.history.attendances,
            Attendance,
            session_id=self.random.choice(self.history.sessions).id,
            person_id=self.random.choice(self.history.people).id,
            outcome=self.random.choice(["present", "present", "present", "excused", "absent"]),
        )
        same = (made.session_id, made.person_id)
        if any(
            (row.session_id, row.person_id) == same and row.voided_at is None for row in self.history.attendances[:-1]
        ):
            self.history.attendances.remove(made)

    def merging(self) -> None:
        """Somebody who goes on is merged into somebody else who does."""
        going_on = [person.id for person in self.history.people if person.voided_at is None and self.goes_on(person.id)]
        absorbed, survivor = self.random.sample(going_on, 2)
        self.add(self.history.merges, Merge, absorbed_id=absorbed, survivor_id=survivor)
        self.settle()

    def unmerging(self) -> None:
        standing = [merge for merge in self.history.merges if merge.voided_at is None]
        if standing:
            self.pass_time()
            self.random.choice(standing).voided_at = self.now
            self.settle()

    def settle(self) -> None:
        """Write down whom the merges that stand lead to, where that is somebody else than before."""
        leads = {
            merge.absorbed_id: whom(self.history, merge.absorbed_id, self.now)
            for merge in self.history.merges
            if merge.voided_at is None
        }
        rows = self.history.identities
        for row in rows:
            if row.voided_at is None and leads.get(row.person_id) != row.survivor_id:
                row.voided_at = self.now
        known = {row.person_id for row in rows if row.voided_at is None}
        for person, survivor in leads.items():
            if person not in known:
                rows.append(Identity(id=len(rows) + 1, recorded_at=self.now, person_id=person, survivor_id=survivor))

    def goes_on(self, person: int) -> bool:
        return whom(self.history, person, self.now) == person

    def voiding(self) -> None:
        history = self.history
        merged = {id for row in history.merges if row.voided_at is None for id in (row.absorbed_id, row.survivor_id)}
        alone: list[Any] = [person for person in history.people if person.id not in merged]
        kinds: list[list[Any]] = [alone, history.activities, history.attendances, history.attendances]
        kinds += [history.sessions, history.memberships, history.displacements, history.displacements]
        rows = [row for row in self.random.choice(kinds) if row.voided_at is None]
        if rows:
            self.pass_time()
            self.random.choice(rows).voided_at = self.now

    def add(self, rows: list[Any], kind: type[Any], **values: Any) -> Any:
        self.pass_time()
        row = kind(id=len(rows) + 1, recorded_at=self.now, **values)
        rows.append(row)
        return row

    def pass_time(self) -> None:
        self.now += timedelta(hours=self.random.randrange(1, 20), microseconds=self.random.randrange(10**6))

    def day(self) -> date:
        """One of few days, so that many fall together."""
        return date(2019, 3, 1) + timedelta(days=self.random.randrange(0, 45, 3))


# --- the definition ---------------------------------------------------------------------------------------------------


def reach(history: History, project: str, as_of: datetime, areas: Iterable[str]) -> dict[str, Any]:
    """The people a project reached in some areas, as known at a moment: each counted once a line."""
    known = any(row.project == project and row.stands(as_of) for row in history.activities)
    return {"known": known, **_counted(history, _attended(history, project, as_of, areas), None, as_of)}


def reach_by_quarter(history: History, project: str, as_of: datetime, areas: Iterable[str]) -> dict[str, Any]:
    """The same of each quarter in which anybody came first."""
    known = any(row.project == project and row.stands(as_of) for row in history.activities)
    attended = _attended(history, project, as_of, areas)
    quarters = []
    for year in sorted({day.year for _, day, _ in attended}):
        for month in (1, 4, 7, 10):
            since = date(year, month, 1)
            counted = _counted(history, attended, since, as_of)
            if counted["total"] or counted["by_place"] or any(counted["by_activity_type"].values()):
                quarters.append({"since": since.isoformat(), **counted})
    return {"known": known, "quarters": quarters}


Attended = list[tuple[int, date, Activity]]


def _attended(history: History, project: str, as_of: datetime, areas: Iterable[str]) -> Attended:
    """Who came, on which day, to what."""
    activities = {
        row.id: row
        for row in history.activities
        if row.stands(as_of) and row.project == project and any(row.place.startswith(area) for area in areas)
    }
    people = {row.id for row in history.people if row.stands(as_of)}
    sessions = {row.id: row for row in history.sessions if row.stands(as_of) and row.activity_id in activities}
    attended = [
        (whom(history, row.person_id, as_of), sessions[row.session_id])
        for row in history.attendances
        if row.stands(as_of) and row.session_id in sessions and row.outcome == "present"
    ]
    return [
        (person, session.held_on, activities[session.activity_id]) for person, session in attended if person in people
    ]


def _counted(history: History, attended: Attended, quarter: date | None, as_of: datetime) -> dict[str, Any]:
    """How many came first in a quarter, or in all: to anything, to a type of activity, in a district."""

    def first(of: Iterable[tuple[Any, date]]) -> dict[Any, date]:
        days: dict[Any, date] = {}
        for what, day in of:
            days[what] = min(day, days.get(what, day))
        return {
            what: day
            for what, day in days.items()
            if quarter is None or (day.year, (day.month - 1) // 3) == (quarter.year, (quarter.month - 1) // 3)
        }

    sexes, bands, statuses = [], [], []
    first_days = first((person, day) for person, day, _ in attended)
    for person, day in first_days.items():
        stated = next((row for row in history.particulars if row.person_id == person and row.stands(as_of)), None)
        sexes.append(stated.sex if stated else "not_stated")
        bands.append(band(stated.birth_date if stated else None, day))
        statuses.append(status(history, person, day, as_of))
    types = first(((activity.type, person), day) for person, day, activity in attended)
    districts = first(((activity.place[:8], person), day) for person, day, activity in attended)
    return {
        "total": len(first_days),
        "by_sex": {code.value: sexes.count(code) for code in Sex},
        "by_age_band": {code.value: bands.count(code) for code in AgeBand},
        "by_displacement_status": {code.value: statuses.count(code) for code in DisplacementStatus},
        "by_activity_type": {code.value: sum(type == code for type, _ in types) for code in ActivityType},
        "by_place": {
            place: sum(district == place for district, _ in districts)
            for place in {district for district, _ in districts}
        },
    }


def whom(history: History, person: int, as_of: datetime) -> int:
    """Who goes on for a registration: the end of the merges that lead from it."""
    for merge in history.merges:
        if merge.absorbed_id == person and merge.stands(as_of):
            return whom(history, merge.survivor_id, as_of)
    return person


def band(born: date | None, day: date) -> str:
    """The band of the completed years on a day."""
    if born is None:
        return "not_stated"
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return "0-5" if years < 6 else "6-17" if years < 18 else "18-59" if years < 60 else "60+"


def status(history: History, person: int, day: date, as_of: datetime) -> str:
    """What the person stated last of themselves by that day, unless it had ended, or else what the household they lived
    in that day did.

    Of somebody who was merged, that is where the registration that goes on lived, or else the latest of the others.
    """
    cluster = {each.id for each in history.people if whom(history, each.id, as_of) == person}
    lived = [row for row in history.memberships if row.person_id in cluster and row.stands(as_of) and row.lasts(day)]
    home = max(lived, key=lambda row: (row.person_id == person, row.joined_on, row.id), default=None)
    stated = [row for row in history.displacements if row.stands(as_of) and row.since <= day]
    own = [row for row in stated if row.person_id in cluster]
    shared = [row for row in stated if home is not None and row.household_id == home.household_id]
    for each in (own, shared):
        latest = max(each, key=lambda row: (row.since, row.id), default=None)
        if latest is not None and (latest.until is None or day < latest.until):
            return latest.status
    return "unknown"
