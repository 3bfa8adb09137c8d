"""Files on their way through the door: whole in both directions, and no room for larger bodies anywhere else."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import premises
import pytest
from callers import refusal, require_made
from premises import NAJAF, PARTNERS, TELAFAR, Caller, House, bakery

from shared.callers import Role
from shared.edge import FOR_A_FILE, LARGEST_BODY

SCAN = b"%PDF-1.7\n" + bytes(range(256)) * 16_000


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


async def enterprise(house: House, place: str = TELAFAR) -> int:
    person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": place}
    owner = await house.made(house.staff(Role.CASEWORKER), "/v1/people", **person)
    draft = bakery(owner["registration_number"]) | {"place": place}
    return int((await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/enterprises", **draft))["id"])


async def give(house: House, caller: Caller, about: int, content: bytes = SCAN) -> httpx.Response:
    headers = caller.headers | {"content-type": "application/pdf"}
    return await house.client.post(f"/v1/files?enterprise_id={about}", content=content, headers=headers)


async def test_a_file_passes_whole_in_both_directions_and_who_was_told_is_written_down(house: House) -> None:
    officer = house.staff(Role.GRANTS_OFFICER)
    assert len(SCAN) > LARGEST_BODY
    made = require_made(await give(house, officer, await enterprise(house)))
    answer = await officer.get(f"/v1/files/{made['id']}/content")
    assert answer.content == SCAN
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"
    async with house.connection() as connection:
        noted = await connection.fetchrow(
            "SELECT what, fields, array_agg(person_id) AS people FROM reads"
            " JOIN read_subjects ON read_id = reads.id WHERE request_id = $1 GROUP BY what, fields",
            answer.headers["x-request-id"],
        )
    assert noted is not None
    assert (noted["what"], noted["fields"][-1], len(noted["people"])) == ("files", "content", 1)


async def test_a_body_that_is_no_file_is_no_larger_at_the_door_than_before(house: House) -> None:
    officer = house.staff(Role.GRANTS_OFFICER)
    about = await enterprise(house)
    assert refusal(await give(house, officer, about, SCAN.ljust(FOR_A_FILE.bytes + 1)))[:2] == (413, "body-too-large")
    for path in ("/v1/enterprises", "/v1/files/1/void"):
        answer = await house.client.post(path, content=b" " * (LARGEST_BODY + 1), headers=officer.headers)
        assert refusal(answer)[:2] == (413, "body-too-large")


async def test_files_of_another_area_are_not_there_and_to_partners_there_are_none(house: House) -> None:
    made = require_made(await give(house, house.staff(Role.GRANTS_OFFICER), await enterprise(house, NAJAF)))
    ninewa = house.staff(Role.GRANTS_OFFICER, areas=("IQG15",))
    path = f"/v1/files/{made['id']}/content"
    assert refusal(await ninewa.get(path)) == (404, "not-found", None)
    for code in PARTNERS:
        assert refusal(await (await house.partner(code)).get(path)) == (404, "not-found", None)


async def test_an_owner_who_lives_elsewhere_or_is_nobody_is_told_alike_and_nothing_is_recorded(house: House) -> None:
    person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": NAJAF}
    elsewhere = await house.made(house.staff(Role.CASEWORKER), "/v1/people", **person)
    ninewa = house.staff(Role.GRANTS_OFFICER, areas=("IQG15",))
    answers = [
        await ninewa.post("/v1/enterprises", bakery(number))
        for number in (elsewhere["registration_number"], "0000-0000-0098")
    ]
    assert [refusal(answer) for answer in answers] == [(403, "not-a-subject", "owners")] * 2
    assert answers[0].content == answers[1].content
    assert require_made(await ninewa.get("/v1/enterprises"))["items"] == []
