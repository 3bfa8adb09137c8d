"""What the gateway is told of a project's support: enterprises, livelihoods and money, and what became of it."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.grants.assisting.assistances.views import Modality
from services.grants.granting.outcomes.views import OUTCOMES, CostPerJobView, JobsView, RevenueChangeView, SurvivalView
from services.grants.people import Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, Identifier, ProjectCode
from shared.examples import example
from shared.money import Currency
from shared.views import View

RESULTS = Dataset(
    DatasetName.RESULTS,
    {
        "project": LOW,
        "quarters": MODERATE,
        "since": LOW,
        "merged": MODERATE,
        "code": LOW,
        "title": LOW,
        "donor": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        "budget": LOW,
        "amount": LOW,
        "enterprises_supported": LOW,
        "livelihoods_supported": LOW,
        "total": LOW,
        "by_place": MODERATE,
        "by_owner_sex": MODERATE,
        "by_modality": MODERATE,
        "by_sex": MODERATE,
        "money": LOW,
        "currency": LOW,
        "committed": LOW,
        "paid": LOW,
        **OUTCOMES.levels,
    },
)


@classified(RESULTS)
@example(project="JPN-SDN-2019", merged=[[17, 4]])
class SupportDraft(Draft):
    """A project, and which of its recipients are one person: each `person_id` with the one that it counts as."""

    project: ProjectCode
    merged: list[Annotated[list[Identifier], Field(min_length=2, max_length=2)]]


@classified(RESULTS)
class BudgetView(View):
    """An amount as a string at the granularity of its currency."""

    amount: str | None = None
    currency: Currency | None = None


@classified(RESULTS)
class FundedProjectView(View):
    """A project as its donor knows it."""

    code: str | None = None
    title: str | None = None
    donor: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget: BudgetView | None = None


@classified(RESULTS)
class EnterprisesSupportedView(View):
    """How many enterprises have an award; `by_place` gives the district of the award by P-code."""

    total: int | None = None
    by_place: dict[str, int] | None = None
    by_owner_sex: dict[Sex, int] | None = None


@classified(RESULTS)
class LivelihoodsSupportedView(View):
    """How many people have livelihood assistance; each once a line, so that lines need not sum."""

    total: int | None = None
    by_modality: dict[Modality, int] | None = None
    by_sex: dict[Sex, int] | None = None


@classified(RESULTS)
class MoneyView(View):
    """What was approved and what was paid of it, as strings at the granularity of the currency."""

    currency: Currency | None = None
    committed: str | None = None
    paid: str | None = None


@classified(RESULTS)
class SupportView(View):
    """What a project has supported; one line of money for each currency that occurs, in the order of their codes.

    `project` is null when no project of this code stood at the moment.
    """

    project: FundedProjectView | None = None
    enterprises_supported: EnterprisesSupportedView | None = None
    livelihoods_supported: LivelihoodsSupportedView | None = None
    money: list[MoneyView] | None = None
    jobs: JobsView | None = None
    survival: list[SurvivalView] | None = None
    revenue_change: list[RevenueChangeView] | None = None
    cost_per_job: list[CostPerJobView] | None = None


@classified(RESULTS)
class SupportQuarterView(View):
    """The same of the quarter that begins on `since`, as far as quarters add up to the whole, line by line: enterprises
    and people that were first supported in it, what was approved and what was paid in it, jobs that came to have lasted
    long enough, and enterprises whose mark was due."""

    since: date | None = None
    enterprises_supported: EnterprisesSupportedView | None = None
    livelihoods_supported: LivelihoodsSupportedView | None = None
    money: list[MoneyView] | None = None
    jobs: JobsView | None = None
    survival: list[SurvivalView] | None = None


@classified(RESULTS)
class SupportQuartersView(View):
    """The quarters in which a project supported anything or anything came of it, in their order."""

    project: FundedProjectView | None = None
    quarters: list[SupportQuarterView] | None = None
