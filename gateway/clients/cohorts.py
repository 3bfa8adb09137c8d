"""What the gateway needs of every service about cohorts, and of the register besides."""

from typing import Any

from pydantic import BaseModel
from pyroaring import BitMap

from gateway.clients.asking import ask, disclosing
from gateway.clients.upstream import Upstream
from shared.callers import DatasetName, Purpose
from shared.cohorts.sets import Ids, Members
from shared.cohorts.views import CellView, Kind, LineView
from shared.disclosure import Disclosed
from shared.mandate import Mandate


class Criterion(BaseModel):
    """What people can be sought by, and where its name and its values have their labels."""

    criterion: str
    code: str
    codelist: str
    dataset: DatasetName
    kind: Kind
    values: str | None


class Breakdown(BaseModel):
    breakdown: str
    code: str
    codelist: str
    dataset: DatasetName
    values: str | None


class Declared(BaseModel):
    """What a service can be asked by, and breaks down by."""

    criteria: list[Criterion]
    breakdowns: list[Breakdown]


class Leaves(BaseModel):
    """Criteria as they were stated, each with where; the service refuses what it does not know or may not tell."""

    leaves: list[dict[str, Any]]
    by: list[str]
    listing: bool


class Sizes(BaseModel):
    """About how many each holds for; whether one is about now, whatever moment is asked about."""

    sizes: list[int]
    now: bool


class Merged(BaseModel):
    """The ids that were merged, for each in order the one that goes on for it, and which are somebody else's now."""

    absorbed: Ids
    survivors: list[int]
    parted: Ids


class SetAsked(BaseModel):
    expression: dict[str, Any]
    on: str
    merged: Merged | None = None
    within: Ids | None = None


class Set(BaseModel):
    """The ids of people, or with `others` of everybody else; told of those alone who consent to what is `consented`."""

    ids: Ids
    others: bool
    consented: Purpose | None


class Consenting(BaseModel):
    """Who consents, and in the same instant which of those that were merged are somebody else's."""

    ids: Ids
    parted: Ids


class Asked(BaseModel):
    """People, and what they have to consent to."""

    ids: Ids
    purpose: Purpose


class Given(BaseModel):
    ids: Ids
    others: bool


class Counted(BaseModel):
    """Who is counted: those given for whom an expression of the register's own holds, if there is one."""

    given: Given
    expression: dict[str, Any] | None = None
    on: str
    by: list[str] = []


class Counts(BaseModel):
    total: int
    totals: list[LineView]
    cells: list[CellView]


class Listed(BaseModel):
    given: Given
    expression: dict[str, Any] | None = None
    on: str
    after: str | None
    limit: int


class Numbers(BaseModel):
    """Registration numbers in their order."""

    members: list[str]
    more: bool


async def declared(upstream: Upstream, mandate: Mandate) -> Declared:
    return await ask(upstream, mandate, "GET", "/cohorts/criteria", Declared)


async def sizes(upstream: Upstream, mandate: Mandate, leaves: Leaves) -> Sizes:
    """About how many people criteria hold for; refused is what cannot be asked."""
    return await ask(upstream, mandate, "POST", "/cohorts/sizes", Sizes, body=leaves)


async def merged(upstream: Upstream, mandate: Mandate) -> Merged:
    return await ask(upstream, mandate, "GET", "/cohorts/merged", Merged)


async def members(upstream: Upstream, mandate: Mandate, asked: SetAsked) -> tuple[Members, Purpose | None]:
    """Whom an expression of one service's own holds for, and what they have to consent to before that counts."""
    found = await ask(upstream, mandate, "POST", "/cohorts/sets", Set, body=asked)
    return Members(found.ids, found.others), found.consented


async def consenting(upstream: Upstream, mandate: Mandate, ids: BitMap, purpose: Purpose) -> Consenting:
    """Who of these consents now."""
    body = Asked(ids=ids, purpose=purpose)
    return await ask(upstream, mandate, "POST", "/cohorts/consenting", Consenting, body=body)


async def counts(upstream: Upstream, mandate: Mandate, asked: Counted) -> Counts:
    return await ask(upstream, mandate, "POST", "/cohorts/counts", Counts, body=asked)


async def listed(upstream: Upstream, mandate: Mandate, asked: Listed) -> tuple[Numbers, Disclosed | None]:
    return await disclosing(upstream, mandate, "POST", "/cohorts/listed", Numbers, body=asked)
