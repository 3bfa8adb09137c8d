"""What callers state about pay periods, and are told; and of the wages that they fix."""

from datetime import date
from decimal import Decimal

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag

LONGEST_PERIOD = 31
"""Days of the calendar in a period: nobody waits longer for their wages."""

PERIODS = Dataset(
    DatasetName.PERIODS,
    {
        "id": LOW,
        "period_id": LOW,
        "work_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "begins_on": LOW,
        "ends_on": LOW,
        "workers": LOW,
        "days": LOW,
        "amount": MODERATE,
        "currency": LOW,
        "confirmed": LOW,
        "closed_by": MODERATE,
        "confirmed_by": MODERATE,
        **RECORD_KEEPING,
    },
)

WAGES = Dataset(
    DatasetName.WAGES,
    {
        "id": LOW,
        "period_id": LOW,
        "work_id": LOW,
        "worker_id": LOW,
        "assistance_id": LOW,
        "person_id": MODERATE,
        "part": LOW,
        "project": LOW,
        "place": MODERATE,
        "begins_on": LOW,
        "ends_on": LOW,
        "days": MODERATE,
        "wage": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "confirmed": LOW,
        **RECORD_KEEPING,
    },
)

_PERIOD = {"work_id": 3, "begins_on": "2020-01-05", "ends_on": "2020-01-18"}


@classified(PERIODS)
@example(**_PERIOD)
class PeriodDraft(Draft):
    """Days of a site that are closed, the first and the last among them: what was worked on them is paid."""

    work_id: Identifier
    begins_on: Day
    ends_on: Day


class PeriodsAsked(Asked):
    """What is asked of the list of pay periods: of all, or of a site or a project; of those that are `confirmed` or
    not."""

    work_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    confirmed: Flag | None = None


class WagesAsked(Asked):
    """What is asked of the list of wages: of all, or of a period, a site, an assistance or a project; of those of
    periods that are `confirmed` or not."""

    period_id: PathIdentifier | None = None
    work_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    confirmed: Flag | None = None


@classified(PERIODS)
@example(
    id=6,
    **_PERIOD,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    workers=24,
    days=221,
    amount="3978.00",
    currency="USD",
    confirmed=True,
    confirmed_by="staff:omar",
    **RECORDED,
)
class PeriodView(AmountView):
    """A pay period of a site: how many worked, on how many days together, and what they are due for that."""

    id: int | None = None
    work_id: int | None = None
    project: str | None = None
    place: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    workers: int | None = None
    days: int | None = None
    amount: Decimal | None = None
    confirmed: bool | None = None
    confirmed_by: str | None = None


@classified(WAGES)
@example(
    id=118,
    period_id=6,
    **_PERIOD,
    worker_id=52,
    assistance_id=231,
    part=1,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    days=9,
    wage="18.00",
    amount="162.00",
    currency="USD",
    confirmed=True,
    **RECORDED,
)
class WageView(AmountView):
    """What a worker is due for a pay period: the days on which they worked times the daily wage. It is the `part` of
    their assistance that an order to pay it names."""

    id: int | None = None
    period_id: int | None = None
    work_id: int | None = None
    worker_id: int | None = None
    assistance_id: int | None = None
    part: int | None = None
    project: str | None = None
    place: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    days: int | None = None
    wage: Decimal | None = None
    amount: Decimal | None = None
    confirmed: bool | None = None
