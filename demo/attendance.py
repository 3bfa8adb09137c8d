"""The sheets of every session, entered in the afternoon or within a few days, now and then with somebody too many."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from demo import clock, geography
from demo.activities import Gathering
from demo.holding import BY_ENROLMENT, HOURS, held
from demo.registering import Registration
from demo.rows import Activity, Attendance, Enrolment, Session
from shared.days import day_of

NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
"""The earlier moment for which the world's figures are stated, too."""

MISTAKES_AT_NEW_YEAR = 3
"""So many sheets have somebody too many when the year ends, and are put right in January."""


EXCUSED = 0.3
"""Share of those missing from a session who had said that they would be."""
_LOOKS = 200


class _Sheet(NamedTuple):
    """The last sheet of an activity: the day it is of, and when its last line was entered."""

    gathering: Gathering
    day: date
    closed: datetime


def activity_rows(random: Random, holding: Random, gatherings: list[Gathering]) -> list[Activity]:
    """The activities in the order of recording, each on the morning of its first day."""
    for gathering in gatherings:
        gathering.at = clock.within(random, gathering.days[0], closes=clock.DOOR_CLOSES)
    gatherings.sort(key=lambda gathering: gathering.at)
    rows = []
    for id, gathering in enumerate(gatherings, start=1):
        gathering.id = id
        rows.append(
            Activity(
                id,
                gathering.project,
                gathering.type,
                gathering.place,
                gathering.days[0],
                gathering.days[-1],
                *held(holding, gathering.type, gathering.place, len(gathering.seats)),
                gathering.at,
                clerk(gathering),
            )
        )
    return rows


def session_rows(gatherings: Sequence[Gathering]) -> list[Session]:
    """The sessions of each activity, all of them recorded with it."""
    rows: list[Session] = []
    for gathering in gatherings:
        for day in gathering.days:
            hours = Decimal(HOURS.get(gathering.type, "2.00"))
            rows.append(
                Session(len(rows) + 1, gathering.id, day, hours, gathering.place, gathering.at, clerk(gathering))
            )
            gathering.sessions[day] = len(rows)
    return rows


def enrolment_rows(random: Random, gatherings: Sequence[Gathering]) -> list[Enrolment]:
    """A row for everybody in an activity that goes by enrolment, on the morning of its first day or of their own."""
    rows: list[Enrolment] = []
    for gathering in gatherings:
        if gathering.type in BY_ENROLMENT:
            for seat in gathering.seats:
                at = max(gathering.at, seat.registration.at) + timedelta(seconds=random.randint(15, 600))
                rows.append(Enrolment(0, gathering.id, seat.registration.id, day_of(at), None, at, clerk(gathering)))
    return rows


def excused_rows(random: Random, gatherings: Sequence[Gathering]) -> list[Attendance]:
    """A few of those who stayed away from a session of an activity that they were enrolled in."""
    rows: list[Attendance] = []
    for gathering in gatherings:
        if gathering.type in BY_ENROLMENT:
            for seat in gathering.seats:
                registered = day_of(seat.registration.at)
                for day in gathering.days:
                    if day not in seat.days and day >= registered and random.random() < EXCUSED:
                        at = clock.after(random, day, clock.SHEETS_OPEN, clock.CLOSING - 30)
                        session = gathering.sessions[day]
                        rows.append(Attendance(0, seat.registration.id, session, "excused", at, clerk(gathering)))
    return rows


def attendance_rows(
    random: Random, gatherings: Sequence[Gathering], registrations: Sequence[Registration], mistakes: int
) -> list[Attendance]:
    """One row for each day of each person, and `mistakes` more that were voided within days."""
    rows: list[Attendance] = []
    closing: list[_Sheet] = []
    for gathering in gatherings:
        present = defaultdict(list)
        for seat in gathering.seats:
            for day in seat.days:
                present[day].append(seat.registration)
        for day, people in sorted(present.items()):
            at = clock.after(random, day, clock.SHEETS_OPEN, clock.CLOSING - 30)
            for registration in people:
                at += timedelta(seconds=random.randint(15, 40))
                rows.append(Attendance(0, registration.id, gathering.sessions[day], "present", at, clerk(gathering)))
        if gathering.type not in BY_ENROLMENT:  # where people enrol, nobody is on a sheet who has not
            closing.append(_Sheet(gathering, day, at))
    return rows + _mistaken(random, closing, registrations, mistakes)


def _mistaken(
    random: Random, closing: Sequence[_Sheet], registrations: Sequence[Registration], count: int
) -> list[Attendance]:
    """Rows for people who were not there, added at the end of a sheet; some of them never took part in anything."""
    last_days = NEW_YEAR - timedelta(days=12), NEW_YEAR - timedelta(days=1)
    year_end = [sheet for sheet in closing if last_days[0] < sheet.closed < last_days[1]]
    chosen = random.sample(year_end, min(MISTAKES_AT_NEW_YEAR, count, len(year_end)))
    chosen += random.sample(closing, count - len(chosen))
    never = [registration for registration in registrations if not registration.seats] or registrations
    rows: list[Attendance] = []
    for number, (gathering, day, closed) in enumerate(chosen):
        # The first ones, and every third of the others, have no true attendance that would hide the mistake.
        among = never if number < MISTAKES_AT_NEW_YEAR or number % 3 == 0 else registrations
        somebody = _somebody(random, gathering, closed, among)
        if somebody is None:
            continue
        voided = clock.after(random, (closed + timedelta(days=random.randint(2, 9))).date())
        if number < MISTAKES_AT_NEW_YEAR:
            voided = max(voided, clock.after(random, NEW_YEAR.date() + timedelta(days=5)))
        rows.append(
            Attendance(
                0,
                somebody.id,
                gathering.sessions[day],
                "present",
                closed + timedelta(seconds=random.randint(15, 40)),
                clerk(gathering),
                voided,
                f"data-officer-{geography.office(gathering.place)}",
                "entered_in_error",
            )
        )
    return rows


def _somebody(random: Random, gathering: Gathering, at: datetime, among: Sequence[Registration]) -> Registration | None:
    """A neighbour already registered then who has no seat in the activity; `None` if none is soon found."""
    seated = {seat.registration for seat in gathering.seats}
    for registration in random.choices(among, k=_LOOKS):
        near = geography.governorate(registration.place) == geography.governorate(gathering.place)
        if near and registration.at < at and registration not in seated:
            return registration
    return None


def clerk(gathering: Gathering) -> str:
    return f"caseworker-{geography.office(gathering.place)}"
