"""Money: enterprises with their awards, people with their assistance, and what was paid of it, tranche by tranche.

Of the pilot's 28 awards 26 were paid in full, the last in November 2020; two never reached their last milestone.
Nothing is paid above an award at any moment: a payment entered wrongly was entered too low.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from demo import clock, geography
from demo.families import age_on
from demo.projects import FOLLOWUP, PILOT
from demo.registering import Registration
from demo.rows import Assistance, Award, Enterprise, Payment

_DEVALUED = date(2020, 12, 20)
_RATES = Decimal(1190), Decimal(1450)
"""Dinars for a dollar before and after the devaluation of December 2020, near enough to choose an amount."""

_NOTE = Decimal(250)
"""The smallest note of dinars in use."""

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
_TRANCHES = ((40, 30, 30), (30, 40, 30), (50, 50), (30, 30, 20, 20), (25, 25, 25, 25))


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


class Call(NamedTuple):
    """What one project has to give, where and when."""

    project: str
    districts: tuple[str, ...]
    """One award in each, in this order."""
    female_owners: int
    in_dinars: int
    approved: tuple[date, date]
    paid_by: date
    never_completed: int
    assistances: int
    assistances_in_dinars: int


CALLS = (
    Call(
        project=PILOT.code,
        districts=("IQG15Q08",) * 16 + ("IQG04Q03",) * 7 + ("IQG04Q01",) * 4 + ("IQG04Q02",),
        female_owners=9,
        in_dinars=0,
        approved=(date(2019, 7, 7), date(2020, 2, 27)),
        paid_by=date(2020, 11, 19),
        never_completed=2,
        assistances=134,
        assistances_in_dinars=0,
    ),
    Call(
        project=FOLLOWUP.code,
        districts=("IQG15Q08",) * 4 + ("IQG15Q07", "IQG15Q03", "IQG04Q03", "IQG04Q03", "IQG04Q01"),
        female_owners=3,
        in_dinars=3,
        approved=(date(2020, 8, 9), date(2021, 1, 28)),
        paid_by=date(2021, 9, 30),
        never_completed=1,
        assistances=40,
        assistances_in_dinars=16,
    ),
)


class Granted(NamedTuple):
    enterprises: list[Enterprise]
    awards: list[Award]
    assistances: list[Assistance]
    payments: list[Payment]


def grant(random: Random, registrations: Sequence[Registration]) -> Granted:
    """Everything given in both projects."""
    ventures = [venture for call in CALLS for venture in _ventures(random, call)]
    ventures.sort(key=lambda venture: venture.enterprise.recorded_at)
    for id, venture in enumerate(ventures, start=1):
        venture.enterprise = venture.enterprise._replace(id=id)
        venture.award = venture.award._replace(enterprise_id=id)
    ventures.sort(key=lambda venture: venture.award.recorded_at)
    payments: list[Payment] = []
    for id, venture in enumerate(ventures, start=1):
        venture.award = venture.award._replace(id=id)
        payments += [payment._replace(award_id=id) for payment in venture.payments]
    packages = [package for call in CALLS for package in _packages(random, call, registrations)]
    packages.sort(key=lambda package: package.assistance.recorded_at)
    for id, package in enumerate(packages, start=1):
        package.assistance = package.assistance._replace(id=id)
        payments += [payment._replace(assistance_id=id) for payment in package.payments]
    return Granted(
        sorted((venture.enterprise for venture in ventures), key=lambda enterprise: enterprise.id),
        [venture.award for venture in ventures],
        [package.assistance for package in packages],
        _referenced(_with_corrections(random, payments)),
    )


@dataclass(slots=True)
class _Venture:
    enterprise: Enterprise
    award: Award
    payments: list[Payment]


@dataclass(slots=True)
class _Support:
    assistance: Assistance
    payments: list[Payment]


def _ventures(random: Random, call: Call) -> list[_Venture]:
    count = len(call.districts)
    sexes = ["female"] * call.female_owners + ["male"] * (count - call.female_owners)
    currencies = ["IQD"] * call.in_dinars + ["USD"] * (count - call.in_dinars)
    completed = [False] * call.never_completed + [True] * (count - call.never_completed)
    for dealt in (sexes, currencies, completed):
        random.shuffle(dealt)
    opens, closes = call.approved
    ventures = []
    for district, sex, currency, complete in zip(call.districts, sexes, currencies, completed, strict=True):
        place = geography.sub_district(random, district)
        approved = clock.office_day(opens + timedelta(days=random.randrange((closes - opens).days)))
        dollars = Decimal(random.randrange(7_000 if sex == "female" else 8_000, 27_500, 250))
        amount = _in(currency, dollars, approved, Decimal(250_000))
        sector = random.choice(list(_TRADES))
        found = clock.within(random, clock.office_day(approved - timedelta(days=random.randint(30, 90))))
        office = geography.office(place)
        enterprise = Enterprise(0, _name(random, sector), sector, place, found, f"grants-officer-{office}")
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
        shares = random.choice(_TRANCHES)
        paid = _tranches(random, amount, currency, shares=shares, approved=award.recorded_at, paid_by=call.paid_by)
        ventures.append(_Venture(enterprise, award, paid if complete else paid[:-1]))
    return ventures


def _packages(random: Random, call: Call, registrations: Sequence[Registration]) -> list[_Support]:
    """One package for each person, and for one person only in each family."""
    grown = [one for one in registrations if _may_be_assisted(one, call)]
    random.shuffle(grown)
    families = set()
    chosen: list[Registration] = []
    for one in grown:
        if len(chosen) < call.assistances and id(one.family) not in families:
            families.add(id(one.family))
            chosen.append(one)
    opens, closes = call.approved
    packages = []
    for number, one in enumerate(chosen):
        currency = "IQD" if number < call.assistances_in_dinars else "USD"
        modality = random.choices(list(_PACKAGES), [package.weight for package in _PACKAGES.values()])[0]
        package = _PACKAGES[modality]
        earliest = max(opens, one.at.date() + timedelta(days=10))
        approved = clock.office_day(earliest + timedelta(days=random.randrange(max(1, (closes - earliest).days))))
        amount = _in(currency, Decimal(random.randrange(package.least, package.most, 20)), approved, Decimal(25_000))
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
        paid = _tranches(random, amount, currency, shares=shares, approved=assistance.recorded_at, paid_by=call.paid_by)
        packages.append(_Support(assistance, paid if random.random() < 0.95 else paid[:-1]))
    return packages


def _may_be_assisted(one: Registration, call: Call) -> bool:
    """A grown-up who takes part in the project, with a stated sex, under the first of their ids."""
    return (
        not one.again
        and one.writing.sex != "not_stated"
        and 19 <= age_on(one.person.birth) <= 62
        and any(seat.gathering.project == call.project for seat in one.seats)
        and one.at.date() < call.approved[1] - timedelta(days=15)
    )


def _tranches(
    random: Random,
    amount: Decimal,
    currency: str,
    *,
    shares: Sequence[int],
    approved: datetime,
    paid_by: date,
) -> list[Payment]:
    """The payments of one contract, spread up to `paid_by`; the last one takes what the others leave."""
    payments: list[Payment] = []
    day = approved.date() + timedelta(days=random.randint(14, 35))
    left = amount
    for number, share in enumerate(shares, start=1):
        unit = _NOTE if currency == "IQD" else Decimal("0.01")
        part = left if number == len(shares) else (amount * share / 100 // unit) * unit
        left -= part
        paid = clock.office_day(min(day, paid_by), -1)
        at = clock.after(random, paid)
        payments.append(Payment(0, None, None, "", part, currency, paid, at, "finance-officer"))
        day = max(day + timedelta(days=random.randint(35, 95)), paid + timedelta(days=7))
    return payments


def _with_corrections(random: Random, payments: list[Payment]) -> list[Payment]:
    """Three payments first entered too low, one of them put right only in the new year."""
    new_year = datetime(2020, 1, 1, tzinfo=UTC)
    december = [row for row in payments if date(2019, 12, 8) <= row.paid_on and row.recorded_at < new_year]
    wrong = random.sample(december, min(1, len(december)))
    wrong += random.sample([row for row in payments if row not in wrong], 3 - len(wrong))
    for right in wrong:
        payments.remove(right)
        noticed = clock.after(random, right.recorded_at.date() + timedelta(days=random.randint(3, 9)))
        if right in december:
            noticed = clock.after(random, date(2020, 1, 7))
        note = _NOTE if right.currency == "IQD" else Decimal("0.01")
        low = (right.amount * 9 / 10 // note) * note
        payments.append(
            right._replace(amount=low, voided_at=noticed, voided_by="finance-controller", void_reason="corrected")
        )
        payments.append(right._replace(recorded_at=noticed, recorded_by="finance-controller"))
    return payments


def _referenced(payments: list[Payment]) -> list[Payment]:
    """In order of recording, each with its voucher number of the year."""
    payments.sort(key=lambda payment: payment.recorded_at)
    counted: dict[int, int] = {}
    rows = []
    for id, payment in enumerate(payments, start=1):
        year = payment.recorded_at.year
        counted[year] = counted.get(year, 0) + 1
        rows.append(payment._replace(id=id, reference=f"PV-{year}-{counted[year]:05d}"))
    return rows


def _in(currency: str, dollars: Decimal, on: date, note: Decimal) -> Decimal:
    """About that many dollars: in cents, or in dinars rounded to a sum that people really agree on."""
    if currency == "USD":
        return dollars.quantize(Decimal("0.01"))
    dinars = dollars * _RATES[on >= _DEVALUED]
    return (dinars // note + 1) * note


def _name(random: Random, sector: str) -> str:
    return f"{random.choice(_GOOD_WORDS)} {random.choice(_TRADES[sector])}"
