"""What the gateway needs of the forums service."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, RootModel

from gateway.clients.asking import ABOUT_A_RECORD, Counted, ask, counted, disclosing
from gateway.clients.upstream import Upstream
from shared.disclosure import Disclosed
from shared.mandate import Mandate


class Forums(BaseModel):
    total: int
    by_governorate: dict[str, int]


class SafetyPlans(BaseModel):
    adopted: int
    reviewed: int


class PerceptionMoved(BaseModel):
    """How the share of favourable answers changed between two waves, around a forum or in a place."""

    place: str
    forum_id: int | None
    code: str
    before_on: date
    after_on: date
    paired: bool
    before: float
    after: float
    change: float
    low: float | None
    high: float | None


class Establishment(BaseModel):
    """What came of a project's forums; `known` if there is any, or if people were asked for it."""

    known: bool
    forums_established: Forums
    safety_plans: SafetyPlans
    perception_change: list[PerceptionMoved]


class EstablishmentOfQuarter(BaseModel):
    """What came of them in a quarter."""

    since: date
    forums_established: Forums
    safety_plans: SafetyPlans
    perception_change: list[PerceptionMoved]


class EstablishmentByQuarter(BaseModel):
    """The quarters in which there was any of this."""

    known: bool
    quarters: list[EstablishmentOfQuarter]


class Records(BaseModel):
    """A page of what a ministry is told of the records of one noun, with the fields that the mandate opens."""

    items: list[dict[str, Any]]
    next: str | None
    count: Counted | None = None


class Indicators(BaseModel):
    """How forums work, counted, with the figures that the mandate opens."""

    by: str
    since: str
    until: str
    rows: list[dict[str, Any]]


async def records(upstream: Upstream, mandate: Mandate, noun: str, query: Mapping[str, Any]) -> Records:
    """What forums do, as the ministry is told it."""
    return await ask(upstream, mandate, "GET", f"/policing/{noun}", Records, query=_stated(query))


async def indicators(upstream: Upstream, mandate: Mandate, query: Mapping[str, Any]) -> Indicators:
    """How that is counted."""
    return await ask(upstream, mandate, "GET", "/policing/indicators", Indicators, query=_stated(query))


class Referral(BaseModel):
    """What came of a concern that was passed on, as the police state it."""

    answered_on: date
    answer: str


class Action(BaseModel):
    """What came of an action, as the police state it."""

    ended_on: date
    result: str


class Record(RootModel[dict[str, Any]]):
    """What a ministry is told of one record, with the fields that the mandate opens."""


async def answered(upstream: Upstream, mandate: Mandate, id: int, stated: Referral, key: str | None) -> Record:
    """Say what came of a concern that was passed on to the police."""
    path = f"/policing/referrals/{id}/answer"
    return await ask(upstream, mandate, "POST", path, Record, body=stated, key=key, refusals=ABOUT_A_RECORD)


async def ended(upstream: Upstream, mandate: Mandate, id: int, stated: Action, key: str | None) -> Record:
    """Say what came of an action of the police."""
    path = f"/policing/actions/{id}/end"
    return await ask(upstream, mandate, "POST", path, Record, body=stated, key=key, refusals=ABOUT_A_RECORD)


def _stated(query: Mapping[str, Any]) -> dict[str, str]:
    """A query as it stands in an address."""
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in query.items()}


class Named(BaseModel):
    """Who was recorded to sit in a seat."""

    person_id: int


async def named(upstream: Upstream, mandate: Mandate, member: int) -> int:
    """Who was recorded to sit in a seat, of those who consented to be named then."""
    return (await ask(upstream, mandate, "GET", f"/namings/{member}", Named, refusals=ABOUT_A_RECORD)).person_id


class Concerned(BaseModel):
    """People, each by an id of theirs."""

    people: list[int]


class Held(BaseModel):
    """The seats in which a person is named, with the fields that the mandate opens."""

    seats: list[dict[str, Any]]
    more: list[str]


async def held(upstream: Upstream, mandate: Mandate, people: list[int]) -> tuple[Held, Disclosed | None]:
    """The seats in which a person is named, by all ids that are theirs, and what telling it discloses."""
    return await disclosing(upstream, mandate, "POST", "/seats", Held, body=Concerned(people=people), safe=True)


async def quiet(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many active forums have not met for long, as far as the caller may see them."""
    return await counted(upstream, mandate, "/forums", quiet="true")


async def establishment(upstream: Upstream, mandate: Mandate, project: str) -> Establishment:
    return await ask(upstream, mandate, "GET", "/establishment", Establishment, query={"project": project})


async def establishment_by_quarter(upstream: Upstream, mandate: Mandate, project: str) -> EstablishmentByQuarter:
    path, query = "/establishment/quarters", {"project": project}
    return await ask(upstream, mandate, "GET", path, EstablishmentByQuarter, query=query)
