"""One of the invented people whom a demo partner may look up: what a caseworker would find in a file.

Whoever is named here comes out of the invented world, never out of a database, so it can be nobody real; the running
gateway is asked, as a caseworker would, whether the consent still holds.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from demo import filling, partners
from demo.callers import staff_token
from demo.chapters import first
from demo.errors import Refused
from demo.figures import standing
from demo.partners import Agreement
from demo.rows import Document, Particulars
from demo.world import World
from services.beneficiary.activities.mhpss import SEVERE_LAYERS
from shared.callers import Role


async def lookup_line(var: Path, partner: str, gateway: str, *, by_document: bool = False) -> str:
    """Somebody as they stand in the `people` of a lookup by this partner: a number and the year of birth."""
    agreement = partners.agreement_of(partner)
    if agreement is None or agreement.consent is None:
        raise Refused(
            f"{partner!r} is no demo partner that looks people up; {' and '.join(partners.WITH_LOOKUPS)} are."
        )
    world = first(filling.extent(var))
    token = staff_token(var, "caseworker", [Role.CASEWORKER], ["IQ"])
    async with httpx.AsyncClient(base_url=gateway, timeout=30, headers={"authorization": f"Bearer {token}"}) as door:
        for number, stated, document in consenting(world, agreement):
            if await _consents(door, number, agreement):
                return json.dumps(_sought(number, stated, document if by_document else None))
    raise Refused(f"Nobody of the demo consents to {agreement.consent} any more.")


def consenting(world: World, agreement: Agreement) -> Iterator[tuple[str, Particulars, Document]]:
    """Those whom the agreement reaches and who hold a document that nobody else holds; the ones with livelihood
    assistance first."""
    activities = {
        row.id
        for row in standing(world.activities, None)
        if row.project in agreement.projects and row.mhpss_layer not in SEVERE_LAYERS
    }
    sessions = {row.id for row in standing(world.sessions, None) if row.activity_id in activities}
    took_part = {
        row.person_id
        for row in standing(world.attendances, None)
        if row.session_id in sessions and row.outcome == "present"
    }
    assisted = {row.person_id for row in standing(world.assistances, None) if row.project in agreement.projects}
    decided = {row.person_id: row for row in standing(world.consents, None) if row.purpose == agreement.consent}
    numbers = Counter((row.type, row.number) for row in world.documents)
    own = {row.person_id: row for row in world.documents if numbers[row.type, row.number] == 1}
    reached = [
        row
        for row in standing(world.particulars, None)
        if row.person_id in took_part
        and row.person_id in own
        and row.birth_date is not None
        and row.place.startswith(tuple(agreement.areas))
        and row.person_id in decided
        and (decided[row.person_id].decision, decided[row.person_id].given_by) == ("given", "self")
    ]
    reached.sort(key=lambda row: (row.person_id not in assisted, row.person_id))
    for row in reached:
        yield world.people[row.person_id - 1].registration_number, row, own[row.person_id]


async def _consents(door: httpx.AsyncClient, number: str, agreement: Agreement) -> bool:
    answer = await door.get(f"/v1/people/{number}/consents")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return False
    answer.raise_for_status()
    decided = (row["decision"] for row in answer.json()["consents"] if row["purpose"] == agreement.consent)
    return next(decided, None) == "given"


def _sought(number: str, stated: Particulars, document: Document | None) -> dict[str, Any]:
    assert stated.birth_date is not None
    if document is None:
        return {"registration_number": number, "birth_year": stated.birth_date.year}
    return {"document": {"type": document.type, "number": document.number}, "birth_year": stated.birth_date.year}
