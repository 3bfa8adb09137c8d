"""What the gateway needs of the beneficiary service."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from gateway.clients.asking import ABOUT_A_RECORD, Counted, ask, counted, disclosing
from gateway.clients.upstream import Upstream
from shared.callers import Purpose
from shared.disclosure import Disclosed
from shared.mandate import Mandate, Subject


class Reach(BaseModel):
    """How many people a project reached; `known` if it has activities."""

    known: bool
    total: int
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]
    by_activity_type: dict[str, int]
    by_place: dict[str, int]


class ReachOfQuarter(BaseModel):
    """How many came first in a quarter."""

    since: date
    total: int
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]
    by_activity_type: dict[str, int]
    by_place: dict[str, int]


class ReachByQuarter(BaseModel):
    """The quarters in which anybody did."""

    known: bool
    quarters: list[ReachOfQuarter]


class Merged(BaseModel):
    """Registrations that were merged, each with the one that went on for it."""

    merged: list[list[int]]


class People(BaseModel):
    """People, each by an id of theirs."""

    people: list[int]


class Clusters(BaseModel):
    """Who is one person now, or what one household: each by all ids of theirs."""

    clusters: list[list[int]]


class Households(BaseModel):
    """Households."""

    households: list[int]


class References(BaseModel):
    """Registration numbers as a caller stated them."""

    references: list[str]


class Subjects(BaseModel):
    """Whom they stand for; those that stand for nobody are left out."""

    subjects: list[Subject]


class Document(BaseModel):
    type: str
    number: str


class Sought(BaseModel):
    """A person by id, or by a number with the year of birth; the service reads and refuses what makes no sense."""

    person_id: int | None = None
    registration_number: str | None = None
    document: Document | None = None
    birth_year: int | None = None


class SoughtPeople(BaseModel):
    people: list[Sought]


class Found(BaseModel):
    """Somebody whom a partner may be told about; `person` has the fields that the mandate opens and no others."""

    person_id: int
    cluster: list[int]
    household_id: int | None
    consents: list[Purpose]
    person: dict[str, str | None]


class Lookup(BaseModel):
    """One for each person sought, in order; null where there is nobody to tell about."""

    found: list[Found | None]


class Withdrawn(BaseModel):
    """The people among a mandate's subjects who do not consent any more."""

    withdrawn: list[int]


async def reach(upstream: Upstream, mandate: Mandate, project: str) -> Reach:
    return await ask(upstream, mandate, "GET", "/reach", Reach, query={"project": project})


async def reach_by_quarter(upstream: Upstream, mandate: Mandate, project: str) -> ReachByQuarter:
    return await ask(upstream, mandate, "GET", "/reach/quarters", ReachByQuarter, query={"project": project})


async def merged(upstream: Upstream, mandate: Mandate) -> list[list[int]]:
    return (await ask(upstream, mandate, "GET", "/identities", Merged)).merged


class Whose(BaseModel):
    registration_number: str
    purposes: tuple[Purpose, ...]


class Agreed(BaseModel):
    """A person as they are now, by all their ids, and to which of some purposes they consent."""

    person_id: int
    cluster: list[int]
    consents: list[Purpose]


def consenting_to(agreed: Agreed | None, number: str, purpose: Purpose) -> tuple[Subject, ...]:
    """The person, by their number, if they consent to this purpose now, whatever they did at the moment asked about."""
    if agreed is None or purpose not in agreed.consents:
        return ()
    cluster = tuple(agreed.cluster)
    return (Subject(reference=number, person_id=agreed.person_id, cluster=cluster, consents=(purpose,)),)


class Anchor(BaseModel):
    """All that the mandate opens of a person, as the register tells it; and whom it is about, if they still are."""

    record: dict[str, Any]
    subject: Agreed | None


async def anchor(
    upstream: Upstream, mandate: Mandate, number: str, purposes: tuple[Purpose, ...]
) -> tuple[Anchor, Disclosed | None]:
    """The record of the person behind a registration number as of the mandate's moment, whom it discloses, by all their
    ids, and to which of these purposes they consent now."""
    asked = Whose(registration_number=number, purposes=purposes)
    path = "/subjects/record"
    return await disclosing(upstream, mandate, "POST", path, Anchor, body=asked, safe=True, refusals=ABOUT_A_RECORD)


async def clusters(upstream: Upstream, mandate: Mandate, people: list[int]) -> list[list[int]]:
    """All ids of each of these people, of whom several may be one."""
    asked = People(people=people)
    return (await ask(upstream, mandate, "POST", "/identities/clusters", Clusters, body=asked, safe=True)).clusters


async def one_household(upstream: Upstream, mandate: Mandate, households: list[int]) -> list[list[int]]:
    """What is one household now: those that go on, each with all that became part of it."""
    asked = Households(households=households)
    return (
        await ask(upstream, mandate, "POST", "/identities/households/clusters", Clusters, body=asked, safe=True)
    ).clusters


async def subjects(upstream: Upstream, mandate: Mandate, references: list[str]) -> tuple[Subject, ...]:
    asked = References(references=references)
    found = await ask(upstream, mandate, "POST", "/subjects", Subjects, body=asked, safe=True)
    return tuple(found.subjects)


class Consenting(BaseModel):
    """Somebody who consents now; `person` has the fields that the mandate opens and no others."""

    reference: str
    person_id: int
    cluster: list[int]
    person: dict[str, str | None]


class ConsentingPeople(BaseModel):
    """Those who consent; the others are left out."""

    people: list[Consenting]


async def consenting(upstream: Upstream, mandate: Mandate, references: list[str]) -> list[Consenting]:
    """Who of these people, and of the mandate's subjects, consents now to what the mandate is for."""
    asked = References(references=references)
    path = "/subjects/consenting"
    return (await ask(upstream, mandate, "POST", path, ConsentingPeople, body=asked, safe=True)).people


async def lookup(upstream: Upstream, mandate: Mandate, sought: list[Sought]) -> list[Found | None]:
    asked = SoughtPeople(people=sought)
    return (await ask(upstream, mandate, "POST", "/lookups", Lookup, body=asked, safe=True)).found


async def withdrawn(upstream: Upstream, mandate: Mandate) -> list[int]:
    return (await ask(upstream, mandate, "POST", "/lookups/withdrawn", Withdrawn, safe=True)).withdrawn


async def incomplete(upstream: Upstream, mandate: Mandate) -> Counted:
    """Of how many of those whom the caller registered or corrected last something is not known."""
    return await counted(upstream, mandate, "/caseload", view="incomplete", mine="true")


async def proposed_by_others(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many merges wait for another person, of those that the caller did not propose."""
    return await counted(upstream, mandate, "/proposals", others="true")


async def undecided(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many pairs of registrations may be one person and wait for the caller: nobody has decided, or somebody else
    is unsure."""
    return await counted(upstream, mandate, "/duplicates", waiting="true")
