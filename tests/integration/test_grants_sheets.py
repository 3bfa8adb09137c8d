"""Scans of what somebody signed for a delivery: filed, told and withdrawn as other files, where the assistance lies."""

from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from callers import SOMEBODY, Caller, Running, refusal, require_made
from livelihoods import NAJAF, Livelihoods
from test_grants_files import kept

from shared import disclosure
from shared.callers import Role
from shared.disclosure import Disclosed
from shared.edge import FOR_A_FILE

SCAN = b"\xff\xd8\xff a photograph of a signed sheet"
TELAFAR = "IQG15"


@pytest.fixture
async def livelihoods(grants: Running) -> Livelihoods:
    return await Livelihoods(grants).opened()


async def handed(livelihoods: Livelihoods, **changes: Any) -> int:
    return await livelihoods.delivered(await livelihoods.approved(**changes), line_1=1)


async def scanned(
    livelihoods: Livelihoods, delivery: int, content: bytes = SCAN, type: str = "image/jpeg", by: Caller | None = None
) -> httpx.Response:
    headers = (by or livelihoods.officer())._headers() | {"content-type": type}
    return await livelihoods.service.client.post(f"/deliveries/{delivery}/files", content=content, headers=headers)


async def test_a_signed_sheet_is_filed_told_listed_and_withdrawn(livelihoods: Livelihoods) -> None:
    delivery, officer = await handed(livelihoods), livelihoods.officer()
    made = require_made(await scanned(livelihoods, delivery))
    assert (made["delivery_id"], made["enterprise_id"], made["batch_id"]) == (delivery, None, None)
    assert (made["type"], made["size"]) == ("jpeg", len(SCAN))
    told = await livelihoods.finance.get(f"/files/{made['id']}/content")
    assert told.content == SCAN
    disclosed = Disclosed.model_validate_json(told.headers[disclosure.HEADER])
    assert (disclosed.people, disclosed.fields[-1]) == ((SOMEBODY.person_id,), "content")
    assert require_made(await officer.get("/files", delivery_id=str(delivery)))["items"] == [made]
    require_made(await officer.void(f"/files/{made['id']}"))
    assert refusal(await officer.get(f"/files/{made['id']}/content")) == (404, "not-found", None)
    assert require_made(await officer.get("/files", delivery_id=str(delivery)))["items"] == []


async def test_a_sheet_lies_where_its_assistance_does_and_its_scan_is_nothing_for_a_committee(
    livelihoods: Livelihoods, tmp_path: Path
) -> None:
    there = await handed(livelihoods, place=NAJAF)
    near = livelihoods.officer(areas=(TELAFAR,))
    before = kept(tmp_path)
    assert refusal(await scanned(livelihoods, there, by=near)) == (404, "not-found", None)
    assert kept(tmp_path) == before
    path = f"/files/{require_made(await scanned(livelihoods, there))['id']}"
    for asked in (path, f"{path}/content"):
        assert refusal(await near.get(asked)) == (404, "not-found", None)
    assert require_made(await near.get("/files"))["items"] == []
    assert require_made(await livelihoods.officer(areas=(NAJAF,)).get(path))["delivery_id"] == there
    committee = livelihoods.service.caller(Role.COMMITTEE_MEMBER)
    assert refusal(await committee.get(f"{path}/content")) == (403, "not-your-role", None)
    for caller in (livelihoods.monitor, livelihoods.finance):
        assert refusal(await scanned(livelihoods, there, by=caller))[1] == "not-your-role"


@pytest.mark.parametrize(
    ("content", "type", "refused"),
    [
        (b"<html>", "image/jpeg", (422, "not-what-it-says", "Content-Type")),
        (SCAN, "text/html", (422, "unsupported-file", "Content-Type")),
        (b"", "image/jpeg", (422, "file-empty", None)),
        (SCAN.ljust(FOR_A_FILE.bytes + 1), "image/jpeg", (413, "body-too-large", None)),
    ],
)
async def test_what_is_no_such_scan_is_refused(
    livelihoods: Livelihoods, content: bytes, type: str, refused: tuple[int, str, str | None]
) -> None:
    assert refusal(await scanned(livelihoods, await handed(livelihoods), content, type)) == refused


async def test_a_scan_may_be_as_large_as_other_files_and_of_a_delivery_that_stands(livelihoods: Livelihoods) -> None:
    delivery = await handed(livelihoods)
    assert require_made(await scanned(livelihoods, delivery, SCAN.ljust(FOR_A_FILE.bytes)))["size"] == FOR_A_FILE.bytes
    require_made(await livelihoods.officer().void(f"/deliveries/{delivery}"))
    assert refusal(await scanned(livelihoods, delivery)) == (409, "already-voided", None)
    assert refusal(await scanned(livelihoods, 999)) == (404, "not-found", None)


async def test_a_file_is_about_one_thing(livelihoods: Livelihoods) -> None:
    delivery = await handed(livelihoods)
    async with livelihoods.service.connection() as connection:
        await connection.execute(
            "INSERT INTO enterprises (name, sector, place, recorded_by) VALUES ('x', 'food', $1, 'y')", NAJAF
        )
        enterprise = await connection.fetchval("SELECT id FROM enterprises")
        for about in ((None, None), (enterprise, delivery)):
            with pytest.raises(asyncpg.CheckViolationError, match="ck_files_about_one"):
                await connection.execute(
                    "INSERT INTO files (type, size, sha256, recorded_by, enterprise_id, delivery_id)"
                    " VALUES ('pdf', 1, repeat('0', 64), 'staff:Hala', $1, $2)",
                    *about,
                )
