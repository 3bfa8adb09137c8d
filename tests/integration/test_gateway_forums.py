"""What protection alone may know of a forum, and what of forums is there for partners, through the door."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PARTNERS, Caller, House

from shared.callers import Role, Service

QAYARA = "IQG15Q05N01"
HEARD = "Two women do not dare to go to the well."


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


async def formed(house: House, focal_point: Caller) -> int:
    """A forum in Qayara."""
    founding = {"name": "Qayara Community Policing Forum", "level": "sub_district", "place": QAYARA}
    founding |= {"established_on": "2019-11-05", "set_up_by": "interior_ministry_with_programme"}
    return int((await house.made(focal_point, "/v1/forums", **founding))["id"])


async def test_each_read_of_what_protection_alone_may_know_is_written_down_with_its_reason(house: House) -> None:
    forum = await formed(house, house.staff(Role.FORUM_FOCAL_POINT))
    heard = {"forum_id": forum, "kind": "gbv", "place": QAYARA, "raised_on": "2020-01-14", "text": HEARD}
    protection = house.staff(Role.PROTECTION, name="nadia").stating(reason="A%20woman%20at%20risk")
    nothing = await protection.get("/v1/safeguards")
    assert require_made(nothing)["items"] == []
    await house.made(house.staff(Role.FORUM_FOCAL_POINT), "/v1/safeguards", **heard)
    page = await protection.get("/v1/safeguards")
    [told] = require_made(page)["items"]
    one = await protection.get(f"/v1/safeguards/{told['id']}")
    voided = await protection.post(f"/v1/safeguards/{told['id']}/void", {"reason": "entered_in_error"})
    without = await house.staff(Role.PROTECTION).get(f"/v1/safeguards/{told['id']}")
    assert require_made(without) == {"id": told["id"]}
    async with house.connection() as connection:
        for answer in (page, one, voided):
            [row] = await connection.fetch(
                "SELECT * FROM reads WHERE request_id = $1", require_made(answer) and answer.headers["x-request-id"]
            )
            assert (row["what"], row["caller"], row["reason"]) == ("safeguards", "nadia", "A woman at risk")
            assert {"kind", "place", "text"} <= set(row["fields"])
        for answer in (nothing, without):
            request_id = answer.headers["x-request-id"]
            assert await connection.fetchval("SELECT count(*) FROM reads WHERE request_id = $1", request_id) == 0


async def test_marks_of_a_text_are_told_to_who_writes_and_who_releases_it_and_to_nobody_else(house: House) -> None:
    focal_point, monitor = house.staff(Role.FORUM_FOCAL_POINT), house.staff(Role.MONITORING)
    forum = await formed(house, focal_point)
    what = {"forum_id": forum, "category": "theft", "place": QAYARA, "raised_by": "traders", "raised_on": "2019-12-03"}
    text = "Umm Sara's shop was robbed twice."
    made = await house.made(focal_point, "/v1/concerns", **what, text=text)
    assert made["marks"] == [{"start": 0, "end": 10, "mark": "kunya"}]
    path = f"/v1/concerns/{made['id']}"
    protection = house.staff(Role.PROTECTION, name="nadia")
    assert require_made(await protection.get(path))["marks"] == made["marks"]
    assert refusal(await protection.post(f"{path}/release")) == (409, "marks-unanswered", "despite")
    despite = [mark | {"answer": "organisation"} for mark in made["marks"]]
    assert (await house.made(protection, f"{path}/release", despite=despite))["released_text"] == text
    told = require_made(await monitor.get(path))
    assert told["released_text"] == text
    assert not {"text", "marks", "despite"} & told.keys()


async def test_to_partners_nothing_of_forums_is_there(house: House) -> None:
    focal_point = house.staff(Role.FORUM_FOCAL_POINT)
    forum = await formed(house, focal_point)
    for code in PARTNERS:
        partner = await house.partner(code)
        for path in (*everything(house), f"/v1/forums/{forum}", f"/v1/forums/{forum}/composition"):
            assert refusal(await partner.get(path)) == (404, "not-found", None), (code, path)


def everything(house: House) -> list[str]:
    """All that can be listed of what the forums service keeps."""
    paths: Mapping[str, Any] = house.lines[Service.FORUMS].app.openapi()["paths"]
    kept = [f"/v1{path}" for path, methods in paths.items() if "get" in methods and "{" not in path]
    found = [
        path
        for path in kept
        if path not in {"/v1/events", "/v1/establishment"} and not re.match("/v1/(health|policing)", path)
    ]
    assert len(json.dumps(found)) > 100
    return found
