"""What became of families since June 2014: fled, in camps or outside, back again, away again, or never gone.

By families. Where people fled from (Ninewa, Anbar, Salah al-Din, Kirkuk, Diyala): back home 46 % (one in eight of them
away again), still out of camps 9 %, still in a camp 7 %, stayed 12 %, host community 20 %, refugees 1 %, unknown 5 %.
Elsewhere: host community 77 %, displaced to it 14 %, displaced a second time 3 %, refugees 1 %, unknown 5 %. One family
in three still away where people fled from returns during the projects. One person in a hundred has a status of their
own, and with one in four of them it has ended.

Origin: the place itself for those who are back there, else a district that people fled from; none for refugees, who
come from outside Iraq. Who is away arrived up to a year after fleeing, all others on the day of the change. Out of
camps six families in ten rent, two are with a host family, two in critical shelter.
"""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from demo import geography
from shared.places import children

AWAY_AGAIN = 1 / 8
RETURNS_DURING_PROJECTS = 1 / 3
OWN_STATUS = 0.01
OWN_STATUS_ENDS = 1 / 4

_CRISIS = date(2014, 6, 10)
_FLED = {"idp_camp": 6, "idp_out_of_camp": 4}
_FLED_FROM = {geography.NINEWA, "IQG01", "IQG16", "IQG13", "IQG10"}
_WHERE_PEOPLE_FLED = {
    "returnee": 46,
    "idp_out_of_camp": 9,
    "idp_camp": 7,
    "stayee": 12,
    "host_community": 20,
    "refugee": 1,
    "unknown": 5,
}
_ELSEWHERE = {"host_community": 77, "idp_out_of_camp": 14, "secondary_displaced": 3, "refugee": 1, "unknown": 5}
_AWAY = {"idp_camp", "idp_out_of_camp", "secondary_displaced"}
_AT_HOME = {"stayee", "host_community"}
_CRITICAL = ("critical_informal", "critical_unfinished", "critical_school", "critical_religious", "critical_formal")


class Status(NamedTuple):
    status: str
    since: date
    until: date | None = None
    origin: str | None = None
    arrived_on: date | None = None
    shelter: str | None = None


def history(random: Random, place: str, asked_on: date) -> list[Status]:
    """The dated statuses of one family, oldest first; those after `asked_on` came about during the projects."""
    statuses = _statuses(random, place, asked_on)
    returns = any(each.status == "returnee" for each in statuses)
    origin = place if returns else _fled_from(random, place)
    return [_described(random, each, origin, asked_on) for each in statuses]


def _statuses(random: Random, place: str, asked_on: date) -> list[Status]:
    shares = _WHERE_PEOPLE_FLED if geography.governorate(place) in _FLED_FROM else _ELSEWHERE
    status = random.choices(list(shares), list(shares.values()))[0]
    if status == "unknown":
        return [Status(status, asked_on)]
    if status in {"host_community", "stayee"}:
        return [Status(status, _CRISIS)]
    if status == "refugee":
        return [Status(status, _day(random, date(2012, 7, 1), 900))]
    statuses = [Status(random.choices(list(_FLED), list(_FLED.values()))[0], _day(random, _CRISIS, 120))]
    if status == "returnee":
        statuses.append(Status("returnee", _day(random, date(2017, 9, 10), 540)))
        if random.random() < AWAY_AGAIN:
            statuses.append(Status("secondary_displaced", statuses[-1].since + timedelta(random.randint(60, 500))))
    elif status == "secondary_displaced":
        statuses.append(Status(status, _day(random, date(2015, 3, 1), 700)))
    else:
        statuses = [Status(status, statuses[0].since)]
        if geography.governorate(place) in _FLED_FROM and random.random() < RETURNS_DURING_PROJECTS:
            statuses.append(Status("returnee", asked_on + timedelta(random.randint(20, 330))))
    return statuses


def own_status(random: Random, place: str, asked_on: date) -> Status:
    """A status that sets one person apart from the household, as after marrying into it."""
    status = random.choice(("host_community", "idp_camp", "idp_out_of_camp", "returnee"))
    since = _CRISIS if status == "host_community" else _day(random, asked_on - timedelta(900), 800)
    own = _described(random, Status(status, since), _fled_from(random, place), asked_on)
    ends = random.random() < OWN_STATUS_ENDS and since < asked_on - timedelta(30)
    return own._replace(until=asked_on - timedelta(random.randrange(30))) if ends else own


def _described(random: Random, status: Status, origin: str, asked_on: date) -> Status:
    """A status with where somebody comes from, when they arrived and what they live in."""
    name, since = status.status, status.since
    if name == "unknown":
        return status
    if name in _AT_HOME:
        return status._replace(shelter="habitual")
    arrived = min(since + timedelta(random.randrange(365)), max(since, asked_on)) if name in _AWAY else since
    return status._replace(
        origin=None if name == "refugee" else origin, arrived_on=arrived, shelter=_shelter(random, name)
    )


def _shelter(random: Random, status: str) -> str:
    if status == "idp_camp":
        return "camp"
    if status == "returnee":
        return "habitual" if random.random() < 0.9 else random.choice(_CRITICAL[:2])
    return random.choices(("private_rented", "private_host", random.choice(_CRITICAL)), (6, 2, 2))[0]


def _fled_from(random: Random, place: str) -> str:
    """A district that people fled from, where somebody does not live now."""
    districts = [unit.pcode for pcode in sorted(_FLED_FROM) for unit in children(pcode)]
    return random.choice([pcode for pcode in districts if not place.startswith(pcode)])


def _day(random: Random, first: date, within: int) -> date:
    return first + timedelta(days=random.randrange(within))
