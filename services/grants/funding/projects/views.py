"""What callers state about a project, and are told."""

from datetime import date
from decimal import Decimal

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Day, Draft, Line, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency

PROJECTS = Dataset(
    DatasetName.PROJECTS,
    {
        "id": LOW,
        "code": LOW,
        "title": LOW,
        "donor": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        "budget": LOW,
        "currency": LOW,
        **RECORD_KEEPING,
    },
)

_PROJECT = {
    "code": "JPN-SDN-2019",
    "title": "Stabilisation pilot",
    "donor": "Government of Japan",
    "starts_on": "2019-04-01",
    "ends_on": "2020-03-31",
    "budget": "1000000.00",
    "currency": "USD",
}


@classified(PROJECTS)
@example(**_PROJECT)
class ProjectDraft(Draft):
    """A project as agreed with its donor: a code that no other project has, first and last day, and the budget."""

    code: ProjectCode
    title: Line
    donor: Line
    starts_on: Day
    ends_on: Day
    budget: Amount
    currency: Currency


@classified(PROJECTS)
@example(**_PROJECT, **RECORDED)
class ProjectView(AmountView):
    """A project. The budget is a string at the granularity of its currency."""

    code: str | None = None
    title: str | None = None
    donor: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Decimal | None = None
