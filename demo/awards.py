"""Awards to enterprises: whose, for what, how much, and how it was paid.

Of the pilot's 28 awards 26 were paid in full, the last in November 2020; two never reached their last milestone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo import clock, geography
from demo.calls import Call
from demo.payments import tranches, worth
from demo.rows import Award, Enterprise, Payment

_TRADES = {
    "agriculture": ("Dairy", "Greenhouses", "Poultry Farm", "Honey", "Fodder"),
    "food": ("Bakery", "Pickles", "Date Syrup", "Sweets", "Mill"),
    "construction": ("Block Factory", "Tiles", "Aluminium Works"),
    "manufacturing": ("Furniture", "Tailoring", "Plastics", "Carpets"),
    "services": ("Car Workshop", "Laundry", "Print Shop", "Generator Repair"),
    "trade": ("Building Supplies", "Agricultural Supplies", "Stationery"),
}
_GOOD_WORDS = (
    "Al-Noor",
    "Al-Rafidain",
    "Al-Amal",
    "Al-Salam",
    "Al-Baraka",
    "Al-Furat",
    "Al-Nakheel",
    "Al-Wafa",
    "Al-Ikhlas",
    "Sama",
    "Al-Reef",
    "Al-Rabee",
    "Nawras",
    "Al-Hadbaa",
)
_SHARES = ((40, 30, 30), (30, 40, 30), (50, 50), (30, 30, 20, 20), (25, 25, 25, 25))
_DECLARED_LATER = (None,) * 9
"""What `enterprises.describe` says."""


@dataclass(slots=True)
class Venture:
    """An enterprise with its award and the payments of it, not yet numbered."""

    enterprise: Enterprise
    award: Award
    payments: list[Payment]


def ventures(random: Random, call: Call) -> list[Venture]:
    """One in each district of the call, in time for the last of its days."""
    count = len(call.districts)
    sexes = ["female"] * call.female_owners + ["male"] * (count - call.female_owners)
    currencies = ["IQD"] * call.in_dinars + ["USD"] * (count - call.in_dinars)
    completed = [False] * call.never_completed + [True] * (count - call.never_completed)
    for dealt in (sexes, currencies, completed):
        random.shuffle(dealt)
    opens, closes = call.approved
    made: list[Venture] = []
    taken: set[str] = set()
    for district, sex, currency, complete in zip(call.districts, sexes, currencies, completed, strict=True):
        place = geography.sub_district(random, district)
        approved = clock.office_day(opens + timedelta(days=random.randrange((closes - opens).days)))
        dollars = Decimal(random.randrange(7_000 if sex == "female" else 8_000, 27_500, 250))
        amount = worth(dollars, currency, approved, step=Decimal(250_000))
        sector = random.choice(list(_TRADES))
        found = clock.within(random, clock.office_day(approved - timedelta(days=random.randint(30, 90))))
        office = geography.office(place)
        name = _name(random, sector, taken)
        enterprise = Enterprise(0, name, sector, place, *_DECLARED_LATER, found, f"grants-officer-{office}")
        award = Award(
            0,
            0,
            call.project,
            place if random.random() < 0.8 else district,
            sex,
            amount,
            currency,
            approved,
            clock.after(random, approved),
            f"grants-officer-{office}",
        )
        shares = random.choice(_SHARES)
        paid = tranches(random, amount, currency, shares=shares, approved=award.recorded_at, paid_by=call.paid_by)
        made.append(Venture(enterprise, award, paid if complete else paid[:-1]))
    _finish(random, made, call.paid_by)
    return made


def _finish(random: Random, ventures: Sequence[Venture], paid_by: date) -> None:
    """Let the last payment of all be made on the last day."""
    latest = max(ventures, key=lambda venture: venture.payments[-1].paid_on)
    at = clock.after(random, paid_by)
    latest.payments[-1] = latest.payments[-1]._replace(paid_on=paid_by, recorded_at=at)


def _name(random: Random, sector: str, taken: set[str]) -> str:
    """A name of that sector which no other enterprise of the call has."""
    name = ""
    while not name or name in taken:
        name = f"{random.choice(_GOOD_WORDS)} {random.choice(_TRADES[sector])}"
    taken.add(name)
    return name
