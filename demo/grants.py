"""The grants service's rows: enterprises with their awards, people with their assistance, and how it was paid."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from demo.assistances import supports
from demo.awards import ventures
from demo.calls import Call
from demo.enterprises import describe
from demo.payments import referenced, with_corrections
from demo.registering import Registration
from demo.rows import Assistance, Award, Enterprise, Owner, Party, Payment, Verification, in_order


class Granted(NamedTuple):
    enterprises: list[Enterprise]
    owners: list[Owner]
    verifications: list[Verification]
    awards: list[Award]
    assistances: list[Assistance]
    parties: list[Party]
    payments: list[Payment]


def grant(random: Random, describing: Random, calls: Sequence[Call], registrations: Sequence[Registration]) -> Granted:
    """Everything given in both projects, and to whom."""
    granted = [venture for call in calls for venture in ventures(random, call)]
    granted.sort(key=lambda venture: venture.enterprise.recorded_at)
    for id, venture in enumerate(granted, start=1):
        venture.enterprise = venture.enterprise._replace(id=id)
        venture.award = venture.award._replace(enterprise_id=id)
    granted.sort(key=lambda venture: venture.award.recorded_at)
    payments: list[Payment] = []
    for id, venture in enumerate(granted, start=1):
        venture.award = venture.award._replace(id=id)
        payments += [payment._replace(award_id=id, tranche=payment.part, part=None) for payment in venture.payments]
    given = [package for call in calls for package in supports(random, call, registrations)]
    given.sort(key=lambda package: package.assistance.recorded_at)
    for id, package in enumerate(given, start=1):
        package.assistance = package.assistance._replace(id=id)
        package.party = package.party._replace(assistance_id=id)
        payments += [payment._replace(assistance_id=id) for payment in package.payments]
    awards = [venture.award for venture in granted]
    enterprises = sorted((venture.enterprise for venture in granted), key=lambda enterprise: enterprise.id)
    return Granted(
        *describe(describing, enterprises, awards, registrations),
        awards,
        [package.assistance for package in given],
        in_order([package.party for package in given]),
        referenced(with_corrections(random, payments)),
    )
