"""What the gateway needs of the beneficiary service."""

from pydantic import BaseModel

from gateway.clients.asking import ask
from gateway.clients.upstream import Upstream
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


class References(BaseModel):
    """Registration numbers as a caller stated them."""

    references: list[str]


class Subjects(BaseModel):
    """Whom they stand for; those that stand for nobody are left out."""

    subjects: list[Subject]


async def reach(upstream: Upstream, mandate: Mandate, project: str) -> Reach:
    return await ask(upstream, mandate, "GET", "/reach", Reach, query={"project": project})


async def subjects(upstream: Upstream, mandate: Mandate, references: list[str]) -> tuple[Subject, ...]:
    found = await ask(upstream, mandate, "POST", "/subjects", Subjects, body=References(references=references))
    return tuple(found.subjects)
