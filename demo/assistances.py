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
from demo.rows import Assistance, Membership, Party, Payment

PAID_IN_FULL = 0.95
"""Share of packages of which the last tranche was paid, too."""

CASH_FOR_WORK = "CFW"
_BY_HAND = {CASH_FOR_WORK, "FT", "VT"}
"""What is paid in cash; of all else an exchange house pays it."""
_MONTH_OF_WORK = Decimal(400)
"""Dollars: what somebody can earn in the days of one month."""
_WORKED = timedelta(days=65)
"""After so long the month is worked that is paid."""


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
    """An assistance, to whom it is paid and how, and the payments of it, not yet numbered."""

    assistance: Assistance
    party: Party
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
        works = modality == CASH_FOR_WORK
        dollars = Decimal(random.randrange(package.least, package.most, 20))
        dollars = min(dollars, _MONTH_OF_WORK) if works else dollars
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
            None,
            clock.after(random, approved),
            f"livelihoods-officer-{geography.office(place)}",
        )
        shares = (100 // package.tranches,) * package.tranches
        due = assistance.recorded_at + _WORKED if works else assistance.recorded_at
        paid = tranches(random, amount, currency, shares=shares, approved=due, paid_by=call.paid_by)
        complete = random.random() < PAID_IN_FULL
        made.append(Support(assistance, _party(one, assistance), paid if complete else paid[:-1]))
    return made


def _party(one: Registration, assistance: Assistance) -> Party:
    person = one.person
    name = " ".join(part.latin for part in (person.given, person.lineage.father, person.lineage.nisba) if part)
    means, house = ("cash", None) if assistance.modality in _BY_HAND else ("exchange_house", "Al-Jisr Exchange")
    at = clock.at(clock.office_day(assistance.recorded_at.date() + timedelta(days=1)), clock.OPENING)
    return Party(0, None, 0, None, means, name, None, None, None, house, at, assistance.recorded_by)


def housed(assistances: Sequence[Assistance], memberships: Sequence[Membership]) -> list[Assistance]:
    """Each with the household in which the person lived; of two in one, the second counts alone."""
    lived: dict[int, list[Membership]] = {}
    for row in memberships:
        lived.setdefault(row.person_id, []).append(row)
    taken: set[tuple[str, int | None]] = set()
    rows = []
    for given in assistances:
        homes = [
            row.household_id
            for row in lived.get(given.person_id, ())
            if row.voided_at is None
            and row.joined_on <= given.approved_on
            and (row.left_on is None or row.left_on > given.approved_on)
        ]
        home = homes[-1] if homes and (given.project, homes[-1]) not in taken else None
        taken.add((given.project, home))
        rows.append(given._replace(household_id=home))
    return rows


def _may_be_assisted(one: Registration, call: Call) -> bool:
    """A grown-up who takes part in the project, with a stated sex, under the first of their ids."""
    return (
        not one.again
        and one.writing.sex != "not_stated"
        and 19 <= age_on(one.person.birth) <= 62
        and any(seat.gathering.project == call.project for seat in one.seats)
        and one.at.date() < call.approved[1] - timedelta(days=15)
    )
