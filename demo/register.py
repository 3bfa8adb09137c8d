"""The beneficiary service's rows about people: registrations, particulars, households, who lives in them, displacement.

A household and its people are recorded minutes apart, the whole before its parts. In which languages somebody can be
spoken with is written down of seven in ten. One woman in thirty of those grown up
at home marries into another household later; some particulars are put right after weeks.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from demo import clock, displacement, geography, numbers, writing
from demo.families import age_on
from demo.registering import Home, Registration
from demo.rows import Displacement, Household, Membership, Particulars, Person
from shared.days import day_of

MARRIES = 1 / 30
_MARRIAGES_UNTIL = date(2021, 2, 1)

_NOT_ASKED = {1, 4, 7}
_AT_SCHOOL = "ar"
"""The language that everybody learns there."""

_TO_PARTICULARS = timedelta(seconds=35)
_TO_MEMBERSHIP = timedelta(seconds=70)
_TO_DISPLACEMENT = timedelta(seconds=95)


def people_rows(random: Random, registrations: Sequence[Registration], drawn: set[int]) -> list[Person]:
    given = numbers.numbers(random, drawn)
    return [Person(one.id, next(given), one.at, one.by) for one in registrations]


def particulars_rows(random: Random, registrations: Sequence[Registration], corrections: int) -> list[Particulars]:
    rows = [writing.row(one.writing, _spoken(one), one.id, one.at + _TO_PARTICULARS, one.by) for one in registrations]
    for index in random.sample(range(len(rows)), corrections):
        one = registrations[index]
        day = clock.office_day(one.at.date() + timedelta(days=random.randint(20, 200)))
        corrected, by = clock.within(random, day), f"data-officer-{geography.office(one.place)}"
        rows[index] = rows[index]._replace(voided_at=corrected, voided_by=by, void_reason="corrected")
        anew = writing.write(random, one.person, one.place)
        rows.append(writing.row(anew, _spoken(one), one.id, corrected, by))
    return rows


def _spoken(one: Registration) -> list[str] | None:
    if one.person.number % 10 in _NOT_ASKED:
        return None
    return [_AT_SCHOOL] if one.family.language == _AT_SCHOOL else [one.family.language, _AT_SCHOOL]


def household_rows(homes: list[Home]) -> list[Household]:
    homes.sort(key=lambda home: home.at)
    for id, home in enumerate(homes, start=1):
        home.id = id
    return [Household(home.id, home.place, home.at, home.by) for home in homes]


def membership_rows(random: Random, homes: Sequence[Home]) -> list[Membership]:
    rows = []
    for home in homes:
        for one in home.registrations:
            relation = one.person.relation
            if one.again:
                relation = "head" if home.again else "other_relative" if relation == "head" else relation
            joined = one.first_day() if one.again else home.day
            rows.append(Membership(0, home.id, one.id, relation, joined, None, one.at + _TO_MEMBERSHIP, one.by))
    return rows + _marriages(random, homes, rows)


def _marriages(random: Random, homes: Sequence[Home], rows: list[Membership]) -> list[Membership]:
    """Ends the bride's membership in `rows`, and returns what follows: its end, and her new home."""
    placed = {row.person_id: index for index, row in enumerate(rows)}
    grooms: dict[str, list[Home]] = {}
    for home in homes:
        if any(_may_marry(one, "male") for one in home.registrations):
            grooms.setdefault(geography.governorate(home.place), []).append(home)
    following: list[Membership] = []
    for home in homes:
        for bride in home.registrations:
            if not _may_marry(bride, "female") or random.random() >= MARRIES:
                continue
            to = random.choice(grooms[geography.governorate(home.place)])
            earliest = max(bride.at, to.at, home.at).date() + timedelta(days=30)
            if to is home or earliest >= _MARRIAGES_UNTIL:
                continue
            day = earliest + timedelta(days=random.randrange((_MARRIAGES_UNTIL - earliest).days))
            told, by = clock.after(random, day), bride.by
            index = placed[bride.id]
            old = rows[index]
            rows[index] = old._replace(voided_at=told, voided_by=by, void_reason="corrected")
            following.append(old._replace(left_on=day, recorded_at=told, recorded_by=by))
            following.append(Membership(0, to.id, bride.id, "other_relative", day, None, told, by))
    return following


def _may_marry(one: Registration, sex: str) -> bool:
    person = one.person
    return person.sex == sex and person.relation == "child" and 18 <= age_on(person.birth) <= 32 and not one.again


def displacement_rows(random: Random, homes: Sequence[Home], alone: Sequence[Registration]) -> list[Displacement]:
    """The history of each household, and the statuses of single people: set apart from it, or without one."""
    rows: list[Displacement] = []
    for home in homes:
        for status in displacement.history(random, home.place, home.day):
            at = home.at + _TO_DISPLACEMENT if status.since <= home.day else clock.after(random, status.since)
            rows.append(Displacement(0, home.id, None, *status, at, home.by))
        rows += [
            _of_one(one, displacement.own_status(random, home.place, home.day))
            for one in home.registrations
            if random.random() < displacement.OWN_STATUS
        ]
    for one in alone:
        last = [
            status for status in displacement.history(random, one.place, _day(one.at)) if status.since <= _day(one.at)
        ][-1]
        rows.append(_of_one(one, last))
    return rows


def _of_one(one: Registration, status: displacement.Status) -> Displacement:
    """A status of somebody's own: not from before they were born, in truth or as it is written down."""
    born = max(one.person.birth, one.writing.birth.date or date.min)
    since, arrived_on = max(status.since, born), status.arrived_on and max(status.arrived_on, born)
    until = status.until if status.until is not None and status.until > since else None
    status = status._replace(since=since, until=until, arrived_on=arrived_on)
    return Displacement(0, None, one.id, *status, one.at + _TO_DISPLACEMENT, one.by)


def _day(at: datetime) -> date:
    return day_of(at)
