"""What becomes of a forum by its days, what it goes by, and how it is made up."""

from typing import Any

import asyncpg
import pytest
from callers import datasets, refusal, require_made
from desk import FORUM, MEMBER, TELAFAR, ZUMMAR, Desk

from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, Scope

CHARTER = {
    "since": "2019-07-01",
    "procedure": "SOP-2018",
    "catchment": [ZUMMAR, "IQG15Q08N01"],
    "police_office": "community_police_office",
    "police_place": TELAFAR,
}


async def status(desk: Desk, forum: int) -> tuple[str, str | None]:
    told = require_made(await desk.monitor.get(f"/forums/{forum}"))
    return told["status"], told["status_since"]


# Status


async def test_a_forum_forms_meets_rests_wakes_and_closes(desk: Desk) -> None:
    forum = await desk.forum()
    assert await status(desk, forum) == ("forming", None)
    for act, since, then in (
        ("activate", "2019-07-02", "active"),
        ("rest", "2020-03-01", "dormant"),
        ("activate", "2020-09-01", "active"),
        ("close", "2021-01-31", "closed"),
    ):
        told = await desk.become(forum, act, since)
        assert (told["status"], told["status_since"]) == (then, since)
        assert await status(desk, forum) == (then, since)


async def test_a_closed_forum_stays_closed_and_nobody_joins_it(desk: Desk) -> None:
    forum = await desk.forum()
    await desk.become(forum, "close", "2020-01-01")
    for act in ("activate", "rest", "close"):
        answer = await desk.focal_point.post(f"/forums/{forum}/{act}", {"since": "2020-02-01"})
        assert refusal(answer) == (409, "forum-closed", "since")
    joining = MEMBER | {"forum_id": forum, "joined_on": "2020-01-01"}
    assert refusal(await desk.focal_point.post("/members", joining)) == (409, "forum-closed", "joined_on")
    require_made(await desk.focal_point.post("/members", joining | {"joined_on": "2019-12-31"}))


@pytest.mark.parametrize(
    ("act", "since", "expected"),
    [
        ("rest", "2019-06-18", (422, "status-before-last", "since")),
        ("rest", "2019-06-17", (422, "before-establishment", "since")),
        ("activate", "2019-08-01", (409, "same-status", None)),
        ("close", "2090-01-01", (422, "in-the-future", "since")),
    ],
)
async def test_a_status_that_does_not_follow_the_last_one_is_refused(
    desk: Desk, act: str, since: str, expected: tuple[int, str, str | None]
) -> None:
    forum = await desk.active()
    assert refusal(await desk.focal_point.post(f"/forums/{forum}/{act}", {"since": since})) == expected
    assert await status(desk, forum) == ("active", "2019-06-18")


async def test_what_has_not_met_yet_does_not_rest(desk: Desk) -> None:
    answer = await desk.focal_point.post(f"/forums/{await desk.forum()}/rest", {"since": "2019-08-01"})
    assert refusal(answer) == (409, "forum-not-active", None)


async def test_the_latest_status_is_taken_back_and_stays_on_record(desk: Desk) -> None:
    forum = await desk.active()
    await desk.become(forum, "close", "2020-01-01")
    undone = await desk.focal_point.post(f"/forums/{forum}/undo", {"reason": "entered_in_error"})
    assert require_made(undone)["status"] == "active"
    await desk.become(forum, "rest", "2020-01-01")
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT status, voided_by, void_reason FROM statuses ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("active", None, None),
        ("closed", "staff:somebody", "entered_in_error"),
        ("dormant", None, None),
    ]


async def test_there_is_nothing_to_undo_where_nothing_was_stated(desk: Desk) -> None:
    answer = await desk.focal_point.post(f"/forums/{await desk.forum()}/undo", {"reason": "entered_in_error"})
    assert refusal(answer) == (409, "nothing-to-undo", None)


@pytest.mark.parametrize(
    ("status", "since", "constraint"),
    [
        ("active", "2020-01-01", "statuses_in_order"),
        ("active", "2020-01-02", "statuses_other"),
        ("forming", "2020-01-02", "ck_statuses_not_forming"),
    ],
)
async def test_the_database_too_holds_the_order_of_statuses(
    desk: Desk, status: str, since: str, constraint: str
) -> None:
    state = f"INSERT INTO statuses (forum_id, status, since, recorded_by) VALUES (1, '{status}', '{since}', 'staff:x')"
    await desk.become(await desk.forum(), "activate", "2020-01-01")
    async with desk.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await connection.execute(state)
    assert refused.value.constraint_name == constraint


async def test_forums_are_listed_by_their_status(desk: Desk) -> None:
    active, forming = await desk.active(), await desk.forum()
    for wanted, found in (("active", [active]), ("forming", [forming]), ("closed", [])):
        page = require_made(await desk.monitor.get("/forums", status=wanted))
        assert [forum["id"] for forum in page["items"]] == found


# What it goes by


async def test_a_forum_goes_by_the_latest_charter(desk: Desk) -> None:
    forum = await desk.forum()
    require_made(await desk.focal_point.post(f"/forums/{forum}/charter", CHARTER))
    later = CHARTER | {"since": "2020-01-01", "procedure": "SOP-2020", "catchment": [TELAFAR]}
    told = require_made(await desk.focal_point.post(f"/forums/{forum}/charter", later))
    shown = {name: value for name, value in later.items() if name != "since"}
    assert {name: told[name] for name in shown} == shown


async def test_a_charter_of_the_same_day_corrects_the_other(desk: Desk) -> None:
    forum = await desk.forum()
    for procedure in ("SOP-2017", "SOP-2018"):
        told = require_made(await desk.focal_point.post(f"/forums/{forum}/charter", CHARTER | {"procedure": procedure}))
    assert told["procedure"] == "SOP-2018"
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT procedure, void_reason FROM charters ORDER BY id")
    assert [tuple(row) for row in rows] == [("SOP-2017", "corrected"), ("SOP-2018", None)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"catchment": [ZUMMAR, "IQG15Q06"]}, (422, "outside-forum", "catchment.1")),
        ({"catchment": []}, (422, "invalid-request", "catchment")),
        ({"catchment": [ZUMMAR, ZUMMAR]}, (422, "invalid-request", "catchment")),
        ({"police_office": "Captain Ahmed"}, (422, "invalid-request", "police_office")),
        ({"procedure": "as Abu Ahmed says"}, (422, "invalid-request", "procedure")),
        ({"since": "2019-06-17"}, (422, "before-establishment", "since")),
    ],
)
async def test_a_charter_that_cannot_be_is_refused(
    desk: Desk, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    answer = await desk.focal_point.post(f"/forums/{await desk.forum()}/charter", CHARTER | changes)
    assert refusal(answer) == expected


async def test_a_voided_forum_becomes_nothing_any_more(desk: Desk) -> None:
    forum = await desk.forum()
    require_made(await desk.focal_point.void(f"/forums/{forum}"))
    for act, body in (("activate", {"since": "2020-01-01"}), ("charter", CHARTER)):
        answer = await desk.focal_point.post(f"/forums/{forum}/{act}", body)
        assert refusal(answer) == (409, "already-voided", None)


async def test_nobody_changes_a_forum_outside_their_areas(desk: Desk) -> None:
    forum = await desk.forum()
    najaf = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG04",))
    for act, body in (("close", {"since": "2020-01-01"}), ("charter", CHARTER), ("undo", {"reason": "duplicate"})):
        assert refusal(await najaf.post(f"/forums/{forum}/{act}", body)) == (404, "not-found", None)
    assert await status(desk, forum) == ("forming", None)


# How it is made up


async def seats(desk: Desk, forum: int, *seated: dict[str, Any]) -> None:
    for changes in seated:
        await desk.member(forum, **changes)


async def findings(desk: Desk, forum: int, **query: str) -> list[tuple[str, int, int]]:
    told = require_made(await desk.monitor.get(f"/forums/{forum}/composition", **query))
    return [(each["finding"], each["there_are"], each["should_be"]) for each in told["findings"]]


MAN = {"sex": "male", "role": "member_community"}
WOMAN = {"sex": "female", "role": "member_women"}
POLICE = {"sex": "male", "role": "local_police"}
YOUTH = {"sex": "female", "role": "member_youth"}
RETURNEE = {"sex": "male", "role": "mukhtar", "voice": "returnee"}


async def test_what_is_not_as_it_should_be_is_told_with_what_there_is_and_blocks_nothing(desk: Desk) -> None:
    forum = await desk.forum()
    await seats(desk, forum, POLICE, POLICE, MAN)
    assert await findings(desk, forum) == [
        ("police_above_third", 2, 1),
        ("women_below_share", 0, 1),
        ("no_youth", 0, 1),
        ("no_displaced_or_returnee", 0, 1),
    ]


async def test_a_forum_at_the_limits_is_as_it_should_be(desk: Desk) -> None:
    """Of ten, three are police and three are women."""
    forum = await desk.forum()
    await seats(desk, forum, POLICE, POLICE, POLICE, WOMAN, WOMAN, YOUTH, RETURNEE, MAN, MAN, MAN)
    assert await findings(desk, forum) == []
    await seats(desk, forum, MAN)
    assert await findings(desk, forum) == [("women_below_share", 3, 4)]


async def test_a_composition_is_that_of_its_day(desk: Desk) -> None:
    forum = await desk.forum()
    await seats(desk, forum, YOUTH | {"left_on": "2020-01-01"}, RETURNEE | {"joined_on": "2019-08-01"}, WOMAN)
    assert await findings(desk, forum, on="2019-07-01") == [("no_displaced_or_returnee", 0, 1)]
    assert await findings(desk, forum, on="2019-12-31") == []
    assert await findings(desk, forum, on="2020-01-01") == [("no_youth", 0, 1)]
    told = require_made(await desk.monitor.get(f"/forums/{forum}/composition", on="2020-01-01"))
    assert (told["on"], told["members"]) == ("2020-01-01", 2)
    assert told["seats"] == [
        {"role": "member_women", "sex": "female", "voice": "not_stated", "seats": 1},
        {"role": "mukhtar", "sex": "male", "voice": "returnee", "seats": 1},
    ]


async def test_a_forum_without_members_has_nothing_that_is_not_as_it_should_be(desk: Desk) -> None:
    assert await findings(desk, await desk.forum()) == []


async def test_a_composition_is_told_as_deep_as_members_are_opened(desk: Desk) -> None:
    forum = await desk.forum()
    await desk.member(forum)
    path = f"/forums/{forum}/composition"
    monitor = desk.service.caller(Role.MONITORING, datasets=datasets(LOW))
    assert require_made(await monitor.get(path)).keys() == {"on", "members"}
    monitor = desk.service.caller(Role.MONITORING, datasets={DatasetName.FORUMS: Scope(ceiling=HIGH)})
    assert refusal(await monitor.get(path)) == (403, "not-in-mandate", None)
    najaf = desk.service.caller(Role.MONITORING, areas=("IQG04",))
    assert refusal(await najaf.get(path)) == (404, "not-found", None)


async def test_nobody_says_that_they_came_back_from_an_armed_group(desk: Desk) -> None:
    answer = await desk.focal_point.post(
        "/members", MEMBER | {"forum_id": await desk.forum(), "voice": "former_combatant"}
    )
    assert refusal(answer) == (422, "invalid-request", "voice")


async def test_every_change_of_a_forum_leaves_a_row_in_the_outbox(desk: Desk) -> None:
    forum = await desk.active()
    await desk.focal_point.post(f"/forums/{forum}/charter", CHARTER)
    await desk.focal_point.post(f"/forums/{forum}/undo", {"reason": "entered_in_error"})
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT type, subject, data FROM outbox WHERE type <> 'forum.established'")
    assert [tuple(row) for row in rows] == [
        ("forum.changed", str(forum), '{"status": "active"}'),
        ("forum.chartered", str(forum), "{}"),
        ("forum.changed_back", str(forum), '{"status": "active"}'),
    ]


async def test_a_status_stated_again_with_its_key_is_stated_once(desk: Desk) -> None:
    path = f"/forums/{await desk.forum()}/activate"
    first = require_made(await desk.focal_point.post(path, {"since": FORUM["established_on"]}, key="s-1"))
    assert require_made(await desk.focal_point.post(path, {"since": FORUM["established_on"]}, key="s-1")) == first
