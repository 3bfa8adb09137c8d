"""Every limit of a request exactly at it, and one over it; those of a connection are in `test_connections.py`."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from callers import SOMEBODY, THEIRS, Running, refusal
from premises import TELAFAR, agree, bakery, house

from gateway.lookups import views as lookups
from shared import idempotency, pages
from shared.callers import Role
from shared.edge import LARGEST_BODY

ENTERPRISE = {"name": "مخبز", "sector": "food", "place": TELAFAR, "owners": THEIRS}


def padded(body: dict[str, Any], size: int) -> bytes:
    """A body as JSON, with blanks behind it until it has so many bytes."""
    return json.dumps(body).encode().ljust(size)


@pytest.mark.parametrize(("over", "expected"), [(0, 201), (1, 413)])
async def test_a_body_is_taken_up_to_its_limit(
    clone: Callable[[str], Awaitable[str]], over: int, expected: int
) -> None:
    async with house(clone) as opened:
        headers = {**opened.staff(Role.GRANTS_OFFICER).headers, "content-type": "application/json"}
        person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
        owner = (await opened.made(opened.staff(Role.CASEWORKER), "/v1/people", **person))["registration_number"]
        body = padded(bakery(owner), LARGEST_BODY + over)
        answer = await opened.client.post("/v1/enterprises", content=body, headers=headers)
        assert answer.status_code == expected


async def test_a_key_is_taken_up_to_its_length(grants: Running) -> None:
    officer = grants.caller(Role.GRANTS_OFFICER, subjects=(SOMEBODY,))
    assert (await officer.post("/enterprises", ENTERPRISE, key="k" * idempotency.LONGEST)).status_code == 201
    answer = await officer.post("/enterprises", ENTERPRISE, key="k" * (idempotency.LONGEST + 1))
    assert refusal(answer) == (422, "invalid-request", "Idempotency-Key")


async def test_a_page_is_as_long_as_it_may_be_and_no_longer(grants: Running) -> None:
    officer = grants.caller(Role.GRANTS_OFFICER)
    assert (await officer.get("/enterprises", limit=str(pages.LONGEST))).status_code == 200
    assert (await officer.get("/enterprises", limit="1")).status_code == 200
    for limit in (pages.LONGEST + 1, 0):
        assert refusal(await officer.get("/enterprises", limit=str(limit))) == (422, "invalid-request", "limit")


async def test_as_many_people_are_looked_up_at_once_as_may_be(clone: Callable[[str], Awaitable[str]]) -> None:
    async with house(clone) as opened:
        async with opened.connection() as connection:
            await agree(connection, "molsa", {"people": ("moderate", ["sex"])})
        partner = await opened.partner("molsa")
        sought = {"registration_number": "4821-7730-5142", "birth_year": 1990}
        asked = {"purpose": "service-delivery", "people": [sought] * lookups.MOST}
        answer = await partner.post("/v1/people/lookup", asked)
        assert len(answer.json()["people"]) == lookups.MOST
        answer = await partner.post("/v1/people/lookup", {**asked, "people": [sought] * (lookups.MOST + 1)})
        assert refusal(answer) == (422, "invalid-request", "people")
