"""What the gateway needs of every service about timelines."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from gateway.clients.asking import ABOUT_A_RECORD, ask, disclosing
from gateway.clients.beneficiary import Agreed
from gateway.clients.upstream import Upstream
from shared.callers import DatasetName, Purpose
from shared.disclosure import Disclosed
from shared.mandate import Mandate


class Key(BaseModel):
    """Behind what happened on this day, of this kind, under this number."""

    on: date
    kind: str
    id: int


class Page(BaseModel):
    """So many entries behind one that the service told, or from the beginning."""

    after: Key | None
    limit: int
    oldest_first: bool


class OfPerson(Page):
    """Of whoever a registration number stands for, and to which purposes they consent; of 0 entries only that."""

    person: str
    purposes: tuple[Purpose, ...]


class OfPeople(Page):
    """Of one person, by all ids that are theirs."""

    people: list[int]


class OfArea(Page):
    area: str


class Entry(BaseModel):
    """Something that happened on a day; `key` is its number, and `id` the same where callers are told it."""

    on: date
    kind: str
    dataset: DatasetName
    key: int
    id: int | None
    fields: dict[str, Any]


class Entries(BaseModel):
    entries: list[Entry]
    more: bool


class EntriesOfPerson(Entries):
    """With the person as they are now, if they still are."""

    subject: Agreed | None


async def of_person(upstream: Upstream, mandate: Mandate, asked: OfPerson) -> tuple[EntriesOfPerson, Disclosed | None]:
    """What happened to somebody as the register knows it, and of whom it tells, by all their ids."""
    path = "/timelines/person"
    return await disclosing(
        upstream, mandate, "POST", path, EntriesOfPerson, body=asked, safe=True, refusals=ABOUT_A_RECORD
    )


async def of_people(upstream: Upstream, mandate: Mandate, asked: OfPeople) -> Entries:
    """The same as another service knows it."""
    return await ask(upstream, mandate, "POST", "/timelines/person", Entries, body=asked, safe=True)


async def of_area(upstream: Upstream, mandate: Mandate, asked: OfArea) -> Entries:
    """What happened in an area."""
    return await ask(upstream, mandate, "POST", "/timelines/area", Entries, body=asked, safe=True)
