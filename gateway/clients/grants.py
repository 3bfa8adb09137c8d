"""What the gateway needs of the grants service."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from gateway.clients.asking import Counted, ask, counted, disclosing
from gateway.clients.upstream import Upstream
from shared.disclosure import Disclosed
from shared.mandate import Mandate


class Budget(BaseModel):
    amount: str
    currency: str


class Project(BaseModel):
    code: str
    title: str
    donor: str
    starts_on: date
    ends_on: date
    budget: Budget


class Enterprises(BaseModel):
    total: int
    by_place: dict[str, int]
    by_owner_sex: dict[str, int]


class Livelihoods(BaseModel):
    total: int
    by_modality: dict[str, int]
    by_sex: dict[str, int]


class Money(BaseModel):
    currency: str
    committed: str
    paid: str


class JobsCounted(BaseModel):
    total: int
    fte: str
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]
    by_mark: dict[str, int]


class Jobs(BaseModel):
    created: JobsCounted
    improved: JobsCounted


class Survival(BaseModel):
    mark: str
    due: int
    running: int
    paused: int
    closed: int
    not_visited: int
    running_percent: str | None


class RevenueChange(BaseModel):
    currency: str
    compared: int
    median_percent: str
    grew_percent: str


class CostPerJob(BaseModel):
    currency: str
    paid: str
    created: int
    amount: str | None


class Support(BaseModel):
    """What a project supported and paid; `project` is null when no such project is kept."""

    project: Project | None
    enterprises_supported: Enterprises
    livelihoods_supported: Livelihoods
    money: list[Money]
    jobs: Jobs
    survival: list[Survival]
    revenue_change: list[RevenueChange]
    cost_per_job: list[CostPerJob]


class SupportOfQuarter(BaseModel):
    """What was first supported, approved, paid, or came of it in a quarter."""

    since: date
    enterprises_supported: Enterprises
    livelihoods_supported: Livelihoods
    money: list[Money]
    jobs: Jobs
    survival: list[Survival]


class SupportByQuarter(BaseModel):
    """The quarters in which there was any of this."""

    project: Project | None
    quarters: list[SupportOfQuarter]


class Recipient(BaseModel):
    """Assistance of somebody, with the fields that the mandate opens and no others."""

    person_id: int
    assistance: dict[str, str | None]


class Recipients(BaseModel):
    assistances: list[Recipient]


class Given(BaseModel):
    """What a person was given, with the fields that the mandate opens; nothing of a dataset that it does not open."""

    assistances: list[dict[str, Any]] | None = None
    awards: list[dict[str, Any]] | None = None
    employments: list[dict[str, Any]] | None = None
    more: list[str]


class Applicants(BaseModel):
    """Who owns the enterprise that applies."""

    people: list[int]


class OfOnePerson(BaseModel):
    """Which of a project's recipients may be one person."""

    project: str
    merged: list[list[int]]


class OnePerson(BaseModel):
    """Who is one person now: each by all ids of theirs."""

    people: list[list[int]]


class OneHousehold(BaseModel):
    """What is one household now: each with all that became part of it."""

    households: list[list[int]]


class People(BaseModel):
    """People, each by an id of theirs."""

    people: list[int]


class Concerned(People):
    """People, and the households to which their assistance counts."""

    households: list[int]


class Reconsidered(BaseModel):
    """How many findings followed, and how many do not any more."""

    raised: int
    closed: int


async def applicants(upstream: Upstream, mandate: Mandate, application: int) -> list[int]:
    """Who owns the enterprise of an application; nobody, of one that there is not."""
    return (
        await ask(upstream, mandate, "GET", "/applicants", Applicants, query={"application_id": str(application)})
    ).people


async def given(upstream: Upstream, mandate: Mandate, people: list[int]) -> tuple[Given, Disclosed | None]:
    """What a person was given, by all ids that are theirs, and what telling it discloses."""
    return await disclosing(upstream, mandate, "POST", "/given", Given, body=People(people=people), safe=True)


async def concerned(upstream: Upstream, mandate: Mandate, people: list[int]) -> Concerned:
    """These people and whoever shares with one of them what they were given, and their households."""
    asked = People(people=people)
    return await ask(upstream, mandate, "POST", "/identities/concerned", Concerned, body=asked, safe=True)


async def are_one_person(upstream: Upstream, mandate: Mandate, people: list[list[int]]) -> Reconsidered:
    """Tell who is one person now."""
    return await ask(upstream, mandate, "POST", "/identities", Reconsidered, body=OnePerson(people=people))


async def are_one_household(upstream: Upstream, mandate: Mandate, households: list[list[int]]) -> Reconsidered:
    """Tell what is one household now."""
    stated = OneHousehold(households=households)
    return await ask(upstream, mandate, "POST", "/identities/households", Reconsidered, body=stated)


async def findings(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many findings nobody has settled, as far as the caller may see them."""
    return await counted(upstream, mandate, "/findings")


async def applications(upstream: Upstream, mandate: Mandate, stage: str) -> Counted:
    """How many applications are at a stage, as far as the caller may see them."""
    return await counted(upstream, mandate, "/applications", stage=stage)


async def milestones(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many milestones wait for somebody else than who prepared them, of those that the caller did not prepare."""
    return await counted(upstream, mandate, "/milestones", others="true")


async def assessments(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many assessments wait for somebody else than who recorded them to look."""
    return await counted(upstream, mandate, "/assessments", others="true")


async def selections(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many selection lists that others made wait to be put to the community or decided."""
    return await counted(upstream, mandate, "/selections", others="true")


async def orders(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many orders wait for the caller to check or approve them, who had no part in them."""
    return await counted(upstream, mandate, "/orders", others="true")


async def batches(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many batches wait for the caller to approve them, who did not make them."""
    return await counted(upstream, mandate, "/batches", others="true")


async def refunds(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many refunds wait for the caller to check or confirm them, who had no part in them."""
    return await counted(upstream, mandate, "/refunds", others="true")


async def recoveries(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many demands wait for the caller to approve them, or to confirm that they are written off."""
    return await counted(upstream, mandate, "/recoveries", others="true")


async def overdue_recoveries(upstream: Upstream, mandate: Mandate) -> Counted:
    """Of how many demands an instalment is overdue."""
    return await counted(upstream, mandate, "/recoveries", overdue="true")


async def followups_due(upstream: Upstream, mandate: Mandate) -> Counted:
    """How much assistance is to be followed up now."""
    return await counted(upstream, mandate, "/followups/due")


async def visits_due(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many awards there are whose enterprise is to be visited now."""
    return await counted(upstream, mandate, "/visits/due")


async def doubles(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many enterprises that may be one nobody has settled, as far as the caller may see both."""
    return await counted(upstream, mandate, "/doubles")


async def support(upstream: Upstream, mandate: Mandate, project: str, merged: list[list[int]] | None = None) -> Support:
    """What a project supported; people who were `merged` count as those who went on for them."""
    if merged:
        asked = OfOnePerson(project=project, merged=merged)
        return await ask(upstream, mandate, "POST", "/support", Support, body=asked, safe=True)
    return await ask(upstream, mandate, "GET", "/support", Support, query={"project": project})


async def support_by_quarter(
    upstream: Upstream, mandate: Mandate, project: str, merged: list[list[int]] | None = None
) -> SupportByQuarter:
    """The same by quarter."""
    asked = OfOnePerson(project=project, merged=merged or [])
    return await ask(upstream, mandate, "POST", "/support/quarters", SupportByQuarter, body=asked, safe=True)


async def assistances(upstream: Upstream, mandate: Mandate) -> list[Recipient]:
    """The assistance of the people whom the mandate names."""
    return (await ask(upstream, mandate, "POST", "/assistances/lookup", Recipients, safe=True)).assistances
