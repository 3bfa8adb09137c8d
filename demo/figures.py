"""What a donor would be told of each project, counted from the rows themselves, today or as of an earlier moment."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar

from demo import geography
from demo.rows import Activity, Assistance, Attendance, Award, Forum, Member, Particulars, Payment, Session


class Figures(NamedTuple):
    """One project at one moment. Money is by currency; people are distinct registered ids unless called real."""

    reached: int
    real_people_reached: int
    reached_by_type: dict[str, int]
    reached_by_sex: dict[str, int]
    reached_by_governorate: dict[str, int]
    """By where the activities took place."""
    activities: int
    attendances: int
    enterprises: int
    awards_by_district: dict[str, int]
    awards_by_owner: dict[str, int]
    committed: dict[str, Decimal]
    paid: dict[str, Decimal]
    assisted: int
    assistance_committed: dict[str, Decimal]
    assistance_paid: dict[str, Decimal]
    forums_by_governorate: dict[str, int]
    forum_members: int
    forum_members_by_sex: dict[str, int]


class Facts(Protocol):
    """The part of a world that is counted."""

    particulars: list[Particulars]
    activities: list[Activity]
    sessions: list[Session]
    attendances: list[Attendance]
    awards: list[Award]
    assistances: list[Assistance]
    payments: list[Payment]
    forums: list[Forum]
    members: list[Member]
    truth: list[tuple[int, int]]


class _Fact(Protocol):
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def voided_at(self) -> datetime | None: ...


_Some = TypeVar("_Some", bound=_Fact)


def standing(rows: Iterable[_Some], at: datetime | None) -> list[_Some]:
    """The rows that hold now, or that had been recorded and not voided by then."""
    if at is None:
        return [row for row in rows if row.voided_at is None]
    return [row for row in rows if row.recorded_at <= at and (row.voided_at is None or row.voided_at > at)]


def figures(facts: Facts, project: str, at: datetime | None = None) -> Figures:
    held = {row.id: row for row in standing(facts.activities, at) if row.project == project}
    activity_of = {row.id: held[row.activity_id] for row in standing(facts.sessions, at) if row.activity_id in held}
    attendances = [
        row for row in standing(facts.attendances, at) if row.session_id in activity_of and row.outcome == "present"
    ]
    reached = {row.person_id for row in attendances}
    by_type: dict[str, set[int]] = defaultdict(set)
    by_governorate: dict[str, set[int]] = defaultdict(set)
    for attendance in attendances:
        activity = activity_of[attendance.session_id]
        by_type[activity.type].add(attendance.person_id)
        by_governorate[geography.governorate(activity.place)].add(attendance.person_id)
    real = dict(facts.truth)
    sexes = {row.person_id: row.sex for row in standing(facts.particulars, at)}
    awards = {row.id: row for row in standing(facts.awards, at) if row.project == project}
    assistances = {row.id: row for row in standing(facts.assistances, at) if row.project == project}
    payments = standing(facts.payments, at)
    forums = {row.id: row for row in standing(facts.forums, at) if row.project == project}
    seated = [row for row in standing(facts.members, at) if row.forum_id in forums and row.left_on is None]
    return Figures(
        reached=len(reached),
        real_people_reached=len({real[person] for person in reached}),
        reached_by_type={type: len(people) for type, people in sorted(by_type.items())},
        reached_by_sex=_counted(sexes[person] for person in reached),
        reached_by_governorate={pcode: len(people) for pcode, people in sorted(by_governorate.items())},
        activities=len(held),
        attendances=len(attendances),
        enterprises=len({row.enterprise_id for row in awards.values()}),
        awards_by_district=_counted(geography.district(row.place) for row in awards.values()),
        awards_by_owner=_counted(row.owner_sex for row in awards.values()),
        committed=_summed(awards.values()),
        paid=_summed(row for row in payments if row.award_id in awards),
        assisted=len({row.person_id for row in assistances.values()}),
        assistance_committed=_summed(assistances.values()),
        assistance_paid=_summed(row for row in payments if row.assistance_id in assistances),
        forums_by_governorate=_counted(geography.governorate(row.place) for row in forums.values()),
        forum_members=len(seated),
        forum_members_by_sex=_counted(row.sex for row in seated),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for value in values:
        counts[value] += 1
    return dict(sorted(counts.items()))


def _summed(rows: Iterable[Award | Assistance | Payment]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.currency] += row.amount
    return dict(sorted(sums.items()))


def together(one: Figures, other: Figures) -> Figures:
    """The figures of one project that two groups of people took part in, none of them in both."""
    return Figures(*map(_sum, one, other))


def _sum(one: Any, other: Any) -> Any:
    if isinstance(one, dict):
        return {code: one.get(code, 0) + other.get(code, 0) for code in sorted(one.keys() | other.keys())}
    return one + other
