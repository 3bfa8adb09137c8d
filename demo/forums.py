"""Community policing forums and who sits in them: residents first, some thirty members, women among those who lead."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from demo import clock, geography
from demo.projects import FOLLOWUP, PILOT
from demo.rows import Charter, Forum, Member, Status
from shared.places import children

LEAVES = 0.08
"""Share of seats that changed hands, with a successor in the same role."""
_CHANGES_UNTIL = date(2021, 3, 1)

_LEADERS = ("head", "deputy", "secretary")
_RESIDENTS = {
    "member_community": (9, 12),
    "member_women": (4, 5),
    "member_youth": (2, 3),
    "member_idp": (2, 3),
    "member_cso": (1, 2),
    "mukhtar": (1, 2),
    "tribal_leader": (1, 1),
    "religious_leader": (1, 1),
}
_OFFICIALS = {
    "police_focal": (1, 2),
    "local_police": (1, 1),
    "local_authority": (1, 1),
    "programme_facilitator": (1, 1),
}
_WOMEN = {"member_women": 1.0, "mukhtar": 0.0, "tribal_leader": 0.0, "religious_leader": 0.0, "local_police": 0.05}
_WOMEN_ELSEWHERE = 0.3
_ELDERS = {"mukhtar": 0.4, "tribal_leader": 0.7, "religious_leader": 0.4}
_ELDERS_ELSEWHERE = 0.08
_AGE_NOT_STATED = 0.02


class Founding(NamedTuple):
    """A forum to be."""

    project: str
    name: str
    level: str
    place: str
    established_on: date
    set_up_by: str


FOUNDINGS = (
    Founding(
        PILOT.code,
        "Tel Afar Community Policing Forum",
        "district",
        "IQG15Q08",
        date(2019, 6, 18),
        "interior_ministry_with_programme",
    ),
    Founding(
        PILOT.code,
        "Najaf Community Policing Forum",
        "district",
        "IQG04Q03",
        date(2019, 7, 23),
        "interior_ministry_with_programme",
    ),
    Founding(
        PILOT.code,
        "Zummar Community Policing Forum",
        "sub_district",
        "IQG15Q08N03",
        date(2019, 9, 10),
        "interior_ministry_with_programme",
    ),
    Founding(
        PILOT.code,
        "Kufa Community Policing Forum",
        "sub_district",
        "IQG04Q01N02",
        date(2019, 10, 15),
        "interior_ministry_with_programme",
    ),
    Founding(
        PILOT.code,
        "Tel Afar Citadel Community Policing Forum",
        "neighbourhood",
        "IQG15Q08N01",
        date(2020, 1, 21),
        "interior_ministry_with_programme",
    ),
    Founding(
        FOLLOWUP.code,
        "Bartella Community Policing Forum",
        "sub_district",
        "IQG15Q03N02",
        date(2020, 9, 15),
        "interior_ministry_with_programme",
    ),
    Founding(
        FOLLOWUP.code,
        "Najaf Governorate Community Policing Forum",
        "governorate",
        "IQG04",
        date(2020, 11, 24),
        "interior_ministry",
    ),
)


def forum_rows(random: Random, foundings: Iterable[Founding]) -> list[Forum]:
    """In the order of their founding, each recorded within days of it."""
    rows = [
        Forum(0, *founding, clock.after(random, founding.established_on), _officer(founding.place))
        for founding in foundings
    ]
    rows.sort(key=lambda row: row.recorded_at)
    return [row._replace(id=number) for number, row in enumerate(rows, start=1)]


def status_rows(random: Random, forums: list[Forum]) -> list[Status]:
    """Each was active a week or some after its founding."""
    rows = []
    for forum in forums:
        since = clock.office_day(forum.established_on + timedelta(days=random.randint(7, 28)))
        at = max(clock.after(random, since), forum.recorded_at + timedelta(minutes=1))
        rows.append(Status(0, forum.id, "active", since, at, forum.recorded_by))
    return rows


def charter_rows(random: Random, forums: list[Forum]) -> list[Charter]:
    """Each serves all that lies directly in its place, with the community police office there."""
    rows = []
    for forum in forums:
        served = [unit.pcode for unit in children(forum.place)] or [forum.place]
        office = "community_police_directorate" if forum.level == "governorate" else "community_police_office"
        at = forum.recorded_at + timedelta(seconds=random.randint(20, 300))
        goes_by = ("SOP-2018", served, office, forum.place)
        rows.append(Charter(0, forum.id, forum.established_on, *goes_by, at, forum.recorded_by))
    return rows


def member_rows(random: Random, forums: list[Forum]) -> list[Member]:
    """Seats and their changes. A seat given up is recorded anew with its last day, and the open record voided."""
    rows: list[Member] = []
    for forum in forums:
        at, by = forum.recorded_at, forum.recorded_by
        for role, sex in _seats(random):
            at += timedelta(seconds=random.randint(20, 60))
            joined = forum.established_on
            member = Member(0, forum.id, role, sex, _age(random, role), joined, None, _voice(random, role), at, by)
            if role in _LEADERS or random.random() >= LEAVES:
                rows.append(member)
                continue
            months = (_CHANGES_UNTIL - joined).days - 60
            left = clock.office_day(joined + timedelta(days=60 + random.randrange(months)))
            told = clock.after(random, left)
            rows.append(member._replace(voided_at=told, voided_by=by, void_reason="corrected"))
            rows.append(member._replace(left_on=left, recorded_at=told))
            rows.append(Member(0, forum.id, role, sex, _age(random, role), left, None, member.voice, told, by))
    return rows


def _seats(random: Random) -> Iterator[tuple[str, str]]:
    """Roles and sexes of one forum; of the three who lead, one woman at least."""
    woman_leads = random.choice(_LEADERS)
    for role in _LEADERS:
        yield role, "female" if role == woman_leads or random.random() < 0.15 else "male"
    for role, (least, most) in (_RESIDENTS | _OFFICIALS).items():
        for _ in range(random.randint(least, most)):
            yield role, "female" if random.random() < _WOMEN.get(role, _WOMEN_ELSEWHERE) else "male"


def _age(random: Random, role: str) -> str:
    if random.random() < _AGE_NOT_STATED:
        return "not_stated"
    return "60+" if role != "member_youth" and random.random() < _ELDERS.get(role, _ELDERS_ELSEWHERE) else "18-59"


def _voice(random: Random, role: str) -> str:
    if role in _OFFICIALS:
        return "office"
    return random.choice(("displaced", "returnee", "returnee")) if role == "member_idp" else "host_community"


def _officer(place: str) -> str:
    return f"forum-officer-{geography.head_office(place)}"
