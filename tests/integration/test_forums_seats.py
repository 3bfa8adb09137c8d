"""Seats in which somebody is named, and whether there are more of them than are told."""

from typing import Any

import pytest
from callers import Caller, refusal, require_made
from desk import NAJAF, Desk

from services.forums.seats import reads
from shared.callers import DatasetName, Purpose, Role
from shared.classification import HIGH, Scope
from shared.mandate import Subject

SOMEBODY = Subject(reference="0000-0071-0000", person_id=71, cluster=(71,), consents=(Purpose.COMMUNITY_POLICING,))
SEATED = """
WITH member AS (
    INSERT INTO members (forum_id, role, sex, age_band, joined_on, recorded_by)
    SELECT $1, 'head', 'female', '18-59', '2019-06-18', 'x' FROM generate_series(1, $3) RETURNING id
)
INSERT INTO namings (member_id, person_id, recorded_by) SELECT id, $2, 'x' FROM member
"""


async def seated(desk: Desk, forum: int, many: int) -> None:
    """Somebody is named in so many seats more."""
    async with desk.service.connection() as connection:
        await connection.execute(SEATED, forum, SOMEBODY.person_id, many)


def monitor(desk: Desk, subject: Subject = SOMEBODY, **changes: Any) -> Caller:
    return desk.service.caller(Role.MONITORING, subjects=(subject,), **changes)


async def held(caller: Caller) -> dict[str, Any]:
    return require_made(await caller.post("/seats", {"people": [SOMEBODY.person_id]}))


async def test_two_hundred_seats_are_told_and_that_there_are_more(desk: Desk) -> None:
    forum = await desk.forum()
    await seated(desk, forum, 200)
    then = monitor(desk, as_of=await desk.service.moment())
    whole = await held(then)
    assert (len(whole["seats"]), whole["more"]) == (200, [])
    await seated(desk, forum, 1)
    now = await held(monitor(desk))
    assert (len(now["seats"]), now["more"]) == (200, ["seats"])
    assert now["seats"][1:] == whole["seats"][:-1]
    assert await held(then) == whole


async def test_whoever_may_not_see_seats_is_not_told_that_there_are_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seated(desk, await desk.forum(), 2)
    monkeypatch.setattr(reads, "MOST", 1)
    assert (await held(monitor(desk)))["more"] == ["seats"]
    without_consent = SOMEBODY.model_copy(update={"consents": ()})
    for caller in (monitor(desk, without_consent), monitor(desk, areas=(NAJAF,)), monitor(desk, projects=("OTHER",))):
        assert await held(caller) == {"seats": [], "more": []}
    closed = monitor(desk, datasets={DatasetName.FORUMS: Scope(ceiling=HIGH)})
    assert refusal(await closed.post("/seats", {"people": [SOMEBODY.person_id]})) == (403, "not-in-mandate", None)
