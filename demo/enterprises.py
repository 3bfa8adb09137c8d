"""What owners declare of their enterprises, whose they are, and what a visitor found there.

Three in five are registered and have a legal name, most of the others a letter of a local authority. Three in four were
visited before the award; in one visit of five other staff was found than was declared.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from demo import clock, geography, phones
from demo.families import age_on
from demo.registering import Registration
from demo.rows import Award, Enterprise, Owner, StoredEnterprise, Verification, in_order
from services.grants.granting.enterprises import forms

FORMAL, BY_LETTER = 0.6, 0.85
VISITED, OTHER_STAFF = 0.75, 0.2

_OF_AGE, _ELDEST = 21, 65
_LATER = timedelta(minutes=2)


class Described(NamedTuple):
    enterprises: list[Enterprise]
    owners: list[Owner]
    verifications: list[Verification]


def describe(
    random: Random, enterprises: Sequence[Enterprise], awards: Sequence[Award], registrations: Sequence[Registration]
) -> Described:
    """Each of these enterprises in full, of which each has one award, with its owner and what was found in it."""
    awarded = {award.enterprise_id: award for award in awards}
    grown = [one for one in registrations if not one.again and _OF_AGE <= age_on(one.person.birth) <= _ELDEST]
    random.shuffle(grown)
    free = {sex: [one for one in grown if one.writing.sex == sex] for sex in ("female", "male")}
    registered = 0
    described: list[Enterprise] = []
    owners: list[Owner] = []
    visits: list[Verification] = []
    for each in enterprises:
        award = awarded[each.id]
        owner = _owner(free[award.owner_sex], each)
        kind = random.random()
        registered += kind < FORMAL
        enterprise = each._replace(
            legal_name=f"{each.name} Company Ltd." if kind < FORMAL else None,
            registry_number=f"R-{registered:05}" if kind < FORMAL else None,
            phone=phones.number(owner.person) if owner else None,
            founded=random.randrange(1995, each.recorded_at.year - 1),
            staff_women=random.randrange(4 if award.owner_sex == "female" else 2),
            staff_men=random.randrange(1, 7),
            revenue=Decimal(random.randrange(4_000, 60_000, 500)),
            currency="USD",
            registration="formal" if kind < FORMAL else "support_letter" if kind < BY_LETTER else "neither",
        )
        described.append(enterprise)
        if owner is not None:
            at = max(each.recorded_at, owner.at) + _LATER
            owners.append(Owner(0, each.id, owner.id, award.owner_sex, at, each.recorded_by))
        visits += _visits(random, enterprise, award.recorded_at)
    return Described(described, in_order(owners), in_order(visits))


def found_by_forms(enterprise: Enterprise) -> StoredEnterprise:
    """An enterprise as it is kept, with the forms by which it is found again."""
    return StoredEnterprise(
        **enterprise._asdict(),
        registry_form=forms.registry_form(enterprise.registry_number),
        legal_name_form=forms.legal_name_form(enterprise.legal_name),
    )


def _owner(free: list[Registration], enterprise: Enterprise) -> Registration | None:
    """Somebody who owns no other enterprise; who was registered before and lives in its district, if there is one."""
    district = geography.district(enterprise.place)

    def fits(one: Registration) -> tuple[bool, bool]:
        return one.at < enterprise.recorded_at, geography.district(one.place) == district

    if not free:
        return None
    best = max(free, key=fits)
    free.remove(best)
    return best


def _visits(random: Random, enterprise: Enterprise, decided: datetime) -> Iterator[Verification]:
    """What somebody else than who recorded it found in an enterprise, before it was decided about it."""
    if random.random() >= VISITED or enterprise.staff_men is None:
        return
    day = clock.office_day((enterprise.recorded_at + (decided - enterprise.recorded_at) / 3).date())
    at = clock.within(random, day)
    if not enterprise.recorded_at < at < decided:
        return
    fewer = random.random() < OTHER_STAFF
    yield Verification(
        0,
        enterprise.id,
        enterprise.recorded_by,
        day,
        enterprise.founded,
        enterprise.staff_women,
        enterprise.staff_men - 1 if fewer else enterprise.staff_men,
        enterprise.registration,
        at,
        f"field-monitor-{geography.office(enterprise.place)}",
    )
