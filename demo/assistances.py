"""Livelihood assistance: one package for a person, for one person in a family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from demo import clock, geography
from demo.calls import Call
from demo.families import age_on
from demo.payments import tranches, worth
from demo.registering import Registration
from demo.rows import Assistance, Payment

PAID_IN_FULL = 0.95
"""Share of packages of which the last tranche was paid, too."""


class _Package(NamedTuple):
    weight: int
    least: int
    most: int
    tranches: int


_PACKAGES = {
    "BSP": _Package(26, 1_500, 2_500, 2),
    "BEP": _Package(14, 1_800, 3_000, 2),
    "ESP": _Package(8, 800, 1_600, 1),
    "FT": _Package(12, 500, 1_200, 1),
    "JP": _Package(8, 450, 900, 2),
    "OJT": _Package(12, 600, 1_200, 3),
    "VT": _Package(12, 300, 700, 1),
    "CFW": _Package(8, 200, 600, 1),
}


@dataclass(slots=True)
class Support:
    """An assistance and the payments of it, not yet numbered."""

    assistance: Assistance
    payments: list[Payment]


def supports(random: Random, call: Call, registrations: Sequence[Registration]) -> list[Support]:
    """As many as the call has, for people who take part in its project."""
    grown = [one for one in registrations if _may_be_assisted(one, call)]
    random.shuffle(grown)
    families = set()
    chosen: list[Registration] = []
    for one in grown:
        if len(chosen) < call.assistances and id(one.family) not in families:
            families.add(id(one.family))
            chosen.append(one)
    opens, closes = call.approved
    made = []
    for number, one in enumerate(chosen):
        currency = "IQD" if number < call.assistances_in_dinars else "USD"
        modality = random.choices(list(_PACKAGES), [package.weight for package in _PACKAGES.values()])[0]
        package = _PACKAGES[modality]
        earliest = max(opens, one.at.date() + timedelta(days=10))
        approved = clock.office_day(earliest + timedelta(days=random.randrange(max(1, (closes - earliest).days))))
        dollars = Decimal(random.randrange(package.least, package.most, 20))
        amount = worth(dollars, currency, approved, step=Decimal(25_000))
        place = one.place if random.random() < 0.7 else geography.district(one.place)
        assistance = Assistance(
            0,
            call.project,
            one.id,
            one.writing.sex,
            modality,
            place,
            amount,
            currency,
            approved,
            clock.after(random, approved),
            f"livelihoods-officer-{geography.office(place)}",
        )
        shares = (100 // package.tranches,) * package.tranches
        paid = tranches(random, amount, currency, shares=shares, approved=assistance.recorded_at, paid_by=call.paid_by)
        made.append(Support(assistance, paid if random.random() < PAID_IN_FULL else paid[:-1]))
    return made


def _may_be_assisted(one: Registration, call: Call) -> bool:
    """A grown-up who takes part in the project, with a stated sex, under the first of their ids."""
    return (
        not one.again
        and one.writing.sex != "not_stated"
        and 19 <= age_on(one.person.birth) <= 62
        and any(seat.gathering.project == call.project for seat in one.seats)
        and one.at.date() < call.approved[1] - timedelta(days=15)
    )
