"""Programmes: two projects, one after the other in the same two governorates, and what they have to give.

The first is the pilot and its follow-up, as they were. Those after it are told like it, in the other governorates of
the country, two by two: the same windows of time, the same sizes of grants, a forum where the first has one.
"""

from typing import NamedTuple

from demo import geography
from demo.calls import CALLS, Call
from demo.forums import FOUNDINGS, Founding
from demo.geography import Region
from demo.projects import FOLLOWUP, PILOT, Plan
from shared.places import children, place

_ELSEWHERE = (
    ("IQG01", "IQG02"),  # Al-Anbar, Al-Basrah
    ("IQG16", "IQG05"),  # Salah Al-Din, Al-Qadissiya
    ("IQG13", "IQG12"),  # Kirkuk, Kerbala
    ("IQG10", "IQG18"),  # Diyala, Wassit
    ("IQG08", "IQG07"),  # Baghdad, Babil
    ("IQG11", "IQG17"),  # Erbil, Thi Qar
    ("IQG09", "IQG14"),  # Duhok, Maysan
    ("IQG06", "IQG03"),  # Al-Sulaymaniyah, Al-Muthanna
)


class Programme(NamedTuple):
    """Two projects, where they work, and what each of them gives and founds there."""

    pilot: Plan
    followup: Plan
    region: Region
    calls: tuple[Call, ...] = CALLS
    foundings: tuple[Founding, ...] = FOUNDINGS

    @property
    def plans(self) -> tuple[Plan, Plan]:
        return self.pilot, self.followup


THE_FIRST = Programme(PILOT, FOLLOWUP, geography.TELAFAR_AND_NAJAF)


def another(number: int, turn: int, turns: int) -> Programme:
    """The programme of that number, from 2 on, in one of its turns, each in districts of its own as far as there are.

    Its projects have a budget for all the turns.
    """
    one, other = _ELSEWHERE[(number - 2) % len(_ELSEWHERE)]
    round, _ = divmod(number - 2, len(_ELSEWHERE))
    region = Region.between(one, other, turn + round)
    where = f"{place(one).name_en} and {place(other).name_en}"
    pilot = PILOT._replace(
        code=f"{PILOT.code}-{number:02}", title=f"{PILOT.title}: {where}", budget=PILOT.budget * turns
    )
    followup = FOLLOWUP._replace(
        code=f"{FOLLOWUP.code}-{number:02}", title=f"{FOLLOWUP.title}: {where}", budget=FOLLOWUP.budget * turns
    )
    return Programme(pilot, followup, region, _calls(pilot, followup, region), _foundings(pilot, followup, region))


def _calls(pilot: Plan, followup: Plan, region: Region) -> tuple[Call, ...]:
    lead, beside, away = region.lead, region.beside, region.away
    first, second = CALLS
    return (
        first._replace(project=pilot.code, districts=(lead,) * 16 + (away[0],) * 7 + (away[1],) * 4 + (away[2],)),
        second._replace(
            project=followup.code,
            districts=(lead,) * 4 + (beside[0], beside[-1]) + (away[0],) * 2 + (away[1],),
        ),
    )


def _foundings(pilot: Plan, followup: Plan, region: Region) -> tuple[Founding, ...]:
    """A forum for each of the first programme's, at the same level."""
    lead, away = region.lead, region.away
    places = (
        lead,
        away[0],
        _part(lead, -1),
        _part(away[1], 0),
        _part(lead, 0),
        _part(region.beside[-1], 0),
        geography.governorate(away[0]),
    )
    return tuple(
        founding._replace(
            project=pilot.code if founding.project == PILOT.code else followup.code,
            name=f"{place(pcode).name_en} {'Governorate ' if founding.level == 'governorate' else ''}"
            "Community Policing Forum",
            place=pcode,
        )
        for founding, pcode in zip(FOUNDINGS, places, strict=True)
    )


def _part(district: str, which: int) -> str:
    return children(district)[which].pcode
