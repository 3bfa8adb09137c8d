"""Meetings of forums, who was there, what they decided, and forums that have gone quiet."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from callers import refusal, require_made
from desk import MEETING, Desk, hold, peopled, scheduled, there

from shared.callers import Role
from shared.classification import MODERATE, Scope
from shared.days import today

# Holding a meeting


async def test_a_meeting_is_scheduled_and_held_with_who_was_there_counted(desk: Desk) -> None:
    meeting = await scheduled(desk, await peopled(desk))
    before = require_made(await desk.monitor.get(f"/meetings/{meeting}"))
    assert {name: before[name] for name in MEETING} == MEETING
    assert [before[name] for name in ("held_on", "members", "present", "quorate", "attendance")] == [None] * 5
    attendance = [there("head", "female"), there("local_police", "male"), there("member_community", "male")]
    held = require_made(await hold(desk, meeting, *attendance))
    assert [held[name] for name in ("held_on", "members", "present", "quorate")] == ["2019-11-05", 5, 3, True]
    assert held["attendance"] == attendance
    assert require_made(await desk.monitor.get(f"/meetings/{meeting}")) == held


async def test_more_than_half_of_those_who_vote_decide(desk: Desk) -> None:
    forum = await peopled(desk)
    meeting = await scheduled(desk, forum)
    facilitator = there("programme_facilitator", "male")
    half = (there("head", "female"), there("local_police", "male"), facilitator)
    assert require_made(await hold(desk, meeting, *half))["quorate"] is False
    session = await scheduled(desk, forum, kind="women")
    assert require_made(await hold(desk, session, there("head", "female")))["quorate"] is None


@pytest.mark.parametrize(
    ("kind", "attendance", "expected"),
    [
        ("regular", [there("head", "female", 2)], (422, "more-than-members", "attendance.0.people")),
        ("regular", [there("head", "male")], (422, "more-than-members", "attendance.0.people")),
        (
            "regular",
            [there("head", "female"), there("head", "female", age_band="60+")],
            (422, "more-than-members", "attendance.1.people"),
        ),
        ("regular", [there("mukhtar", "male")], (422, "more-than-members", "attendance.0.people")),
        ("regular", [there("head", "female"), there("head", "female")], (422, "invalid-request", "attendance")),
        ("regular", [], (422, "invalid-request", "attendance")),
        ("regular", [there("head", "female", 0)], (422, "invalid-request", "attendance.0.people")),
        ("women", [there("local_police", "male")], (422, "not-among-women", "attendance.0.sex")),
    ],
)
async def test_who_cannot_have_been_there_is_refused_and_nothing_is_recorded(
    desk: Desk, kind: str, attendance: list[dict[str, Any]], expected: tuple[int, str, str]
) -> None:
    meeting = await scheduled(desk, await peopled(desk), kind=kind)
    assert refusal(await hold(desk, meeting, *attendance)) == expected
    assert require_made(await desk.monitor.get(f"/meetings/{meeting}"))["held_on"] is None


async def test_a_refusal_of_too_many_says_how_many_there_are(desk: Desk) -> None:
    meeting = await scheduled(desk, await peopled(desk))
    answer = await hold(desk, meeting, there("head", "female", 7))
    assert answer.json()["detail"] == "1 such members sat in the forum on this day."


async def test_members_of_the_day_count_and_not_those_of_today(desk: Desk) -> None:
    forum = await peopled(desk)
    await desk.member(forum, role="mukhtar", sex="male", joined_on="2020-01-01")
    meeting = await scheduled(desk, forum)
    early = await hold(desk, meeting, there("mukhtar", "male"))
    assert refusal(early) == (422, "more-than-members", "attendance.0.people")
    assert require_made(await hold(desk, meeting, there("mukhtar", "male"), on="2020-01-01"))["members"] == 6


async def test_the_database_too_refuses_more_than_the_members(desk: Desk) -> None:
    meeting = await scheduled(desk, await peopled(desk))
    async with desk.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="ck_holdings_present_are_members"):
            await connection.execute(
                "INSERT INTO holdings (meeting_id, held_on, members, present, voting_members, voting_present,"
                " recorded_by) VALUES ($1, '2019-11-05', 5, 6, 4, 4, 'staff:x')",
                meeting,
            )


async def test_a_closed_forum_does_not_meet(desk: Desk) -> None:
    forum = await peopled(desk)
    meeting = await scheduled(desk, forum)
    await desk.become(forum, "close", "2019-11-05")
    assert refusal(await hold(desk, meeting, there("head", "female"))) == (409, "forum-closed", "held_on")
    later = {"forum_id": forum} | MEETING | {"scheduled_on": "2020-01-01"}
    assert refusal(await desk.focal_point.post("/meetings", later)) == (409, "forum-closed", "scheduled_on")
    require_made(await hold(desk, meeting, there("head", "female"), on="2019-11-04"))


async def test_a_forum_is_not_closed_before_it_met_last(desk: Desk) -> None:
    forum = await peopled(desk)
    require_made(await hold(desk, await scheduled(desk, forum), there("head", "female")))
    answer = await desk.focal_point.post(f"/forums/{forum}/close", {"since": "2019-11-05"})
    assert refusal(answer) == (409, "forum-met-since", "since")
    await desk.become(forum, "close", "2019-11-06")


async def test_a_forum_meets_once_a_day_in_each_kind_and_not_before_it_is_there(desk: Desk) -> None:
    forum = await peopled(desk)
    await scheduled(desk, forum)
    await scheduled(desk, forum, kind="women")
    again = await desk.focal_point.post("/meetings", {"forum_id": forum} | MEETING)
    assert refusal(again) == (409, "meeting-that-day", "scheduled_on")
    early = await desk.focal_point.post("/meetings", {"forum_id": forum} | MEETING | {"scheduled_on": "2019-06-17"})
    assert refusal(early) == (422, "before-establishment", "scheduled_on")


async def test_a_meeting_is_held_once_and_what_was_recorded_in_error_is_taken_back(desk: Desk) -> None:
    meeting = await scheduled(desk, await peopled(desk))
    require_made(await hold(desk, meeting, there("head", "female")))
    assert refusal(await hold(desk, meeting, there("head", "female"))) == (409, "meeting-held", None)
    assert refusal(await desk.focal_point.void(f"/meetings/{meeting}")) == (409, "meeting-held", None)
    undoing = {"reason": "entered_in_error"}
    undone = require_made(await desk.focal_point.post(f"/meetings/{meeting}/undo", undoing))
    assert (undone["held_on"], undone["attendance"]) == (None, None)
    again = await desk.focal_point.post(f"/meetings/{meeting}/undo", undoing)
    assert refusal(again) == (409, "meeting-not-held", None)
    require_made(await hold(desk, meeting, there("member_women", "female")))
    async with desk.service.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM holdings") == 2


async def test_a_meeting_with_minutes_was_held(desk: Desk) -> None:
    meeting = await held(desk)
    minute = require_made(await written(desk, meeting))["id"]
    path, undoing = f"/meetings/{meeting}/undo", {"reason": "entered_in_error"}
    assert refusal(await desk.focal_point.post(path, undoing)) == (409, "meeting-has-minutes", None)
    require_made(await desk.focal_point.void(f"/minutes/{minute}"))
    require_made(await desk.focal_point.post(path, undoing))


async def test_a_meeting_that_was_not_held_is_called_off(desk: Desk) -> None:
    forum = await peopled(desk)
    meeting = await scheduled(desk, forum)
    require_made(await desk.focal_point.void(f"/meetings/{meeting}"))
    assert refusal(await hold(desk, meeting, there("head", "female"))) == (409, "already-voided", None)
    assert await scheduled(desk, forum) != meeting


# Minutes

MINUTE = {"kind": "decision", "about": "concerns", "outcome": "adopted", "votes_for": 3, "votes_against": 1}


async def held(desk: Desk) -> int:
    meeting = await scheduled(desk, await peopled(desk))
    require_made(await hold(desk, meeting, there("head", "female")))
    return meeting


async def written(desk: Desk, meeting: int, **changes: Any) -> Any:
    return await desk.focal_point.post("/minutes", {"meeting_id": meeting} | MINUTE | changes)


async def test_minutes_are_written_in_items_of_a_meeting_that_was_held(desk: Desk) -> None:
    forum = await peopled(desk)
    meeting = await scheduled(desk, forum)
    assert refusal(await written(desk, meeting)) == (409, "meeting-not-held", "meeting_id")
    assert refusal(await written(desk, 999)) == (404, "unknown-meeting", "meeting_id")
    require_made(await hold(desk, meeting, there("head", "female")))
    made = require_made(await written(desk, meeting))
    assert {name: made[name] for name in MINUTE} == MINUTE
    assert (made["forum_id"], made["text"], made["released"], made["released_text"]) == (forum, None, False, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": None, "votes_for": None, "votes_against": None},
        {"kind": "discussion"},
        {"votes_against": None},
        {"kind": "information", "outcome": None},
    ],
)
async def test_a_decision_has_an_outcome_and_nothing_else_has(desk: Desk, changes: dict[str, Any]) -> None:
    answer = await written(desk, await held(desk), **changes)
    assert refusal(answer)[:2] == (422, "invalid-request")


async def test_text_is_for_staff_until_a_reviewer_who_did_not_write_it_releases_it_and_once_it_is_voided(
    desk: Desk,
) -> None:
    text = "السوق مظلم\nThe market is dark, since ٣ months."
    minute = require_made(await written(desk, await held(desk), text=text))["id"]
    path = f"/minutes/{minute}"
    below = desk.service.caller(Role.MONITORING, datasets={"minutes": Scope(ceiling=MODERATE)})
    told = require_made(await below.get(path))
    assert "text" not in told
    assert (told["released"], told["released_text"]) == (False, None)
    writer = desk.service.caller(Role.PROTECTION)
    assert refusal(await writer.post(f"{path}/release")) == (403, "own-text", None)
    reviewer = desk.service.caller(Role.PROTECTION, caller="a-reviewer")
    assert require_made(await reviewer.post(f"{path}/release"))["released_text"] == text
    assert require_made(await below.get(path))["released_text"] == text
    assert refusal(await reviewer.post(f"{path}/release")) == (409, "released-already", None)
    require_made(await desk.focal_point.void(path))
    assert require_made(await below.get(path))["released_text"] is None


async def test_nothing_is_released_where_there_is_no_text_or_the_item_is_voided(desk: Desk) -> None:
    reviewer, meeting = desk.service.caller(Role.PROTECTION, caller="a-reviewer"), await held(desk)
    without = require_made(await written(desk, meeting))["id"]
    assert refusal(await reviewer.post(f"/minutes/{without}/release")) == (409, "nothing-to-release", None)
    voided = require_made(await written(desk, meeting, text="Somebody said so."))["id"]
    require_made(await desk.focal_point.void(f"/minutes/{voided}"))
    assert refusal(await reviewer.post(f"/minutes/{voided}/release")) == (409, "already-voided", None)


async def test_a_release_is_by_two_people_in_the_database_too(desk: Desk) -> None:
    minute = require_made(await written(desk, await held(desk), text="Somebody said so."))["id"]
    async with desk.service.connection() as connection:
        for written_by, recorded_by, refused in (
            ("staff:somebody", "staff:somebody", "ck_minute_releases_two_people"),
            ("staff:x", "staff:y", "fk_minute_releases_minute_id_written_by_minutes"),
        ):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as error:
                await connection.execute(
                    "INSERT INTO minute_releases (minute_id, written_by, recorded_by) VALUES ($1, $2, $3)",
                    minute,
                    written_by,
                    recorded_by,
                )
            assert error.value.constraint_name == refused


# Forums that have gone quiet


async def quiet(desk: Desk, **changes: Any) -> list[int]:
    focal_point = desk.service.caller(Role.FORUM_FOCAL_POINT, **changes)
    page = require_made(await focal_point.get("/forums", quiet="true", count="true"))
    assert page["count"]["total"] == len(page["items"])
    return [forum["id"] for forum in page["items"]]


@pytest.mark.parametrize(("days", "is_quiet"), [(60, False), (61, True)])
async def test_an_active_forum_is_quiet_after_sixty_days_without_a_meeting(
    desk: Desk, days: int, is_quiet: bool
) -> None:
    forum, day = await peopled(desk), (today() - timedelta(days=days)).isoformat()
    require_made(await hold(desk, await scheduled(desk, forum), there("head", "female"), on=day))
    told = require_made(await desk.monitor.get(f"/forums/{forum}"))
    assert (told["last_met_on"], told["quiet"]) == (day, is_quiet)
    assert await quiet(desk) == ([forum] if is_quiet else [])


async def test_a_session_of_women_is_a_meeting_too(desk: Desk) -> None:
    forum = await peopled(desk)
    session = await scheduled(desk, forum, kind="women")
    require_made(await hold(desk, session, there("head", "female"), on=today().isoformat()))
    assert await quiet(desk) == []


async def test_a_forum_that_forms_rests_or_is_closed_is_not_quiet(desk: Desk) -> None:
    await desk.forum()
    for act in ("rest", "close"):
        await desk.become(await desk.active(), act, "2019-12-01")
    active = await desk.active()
    assert await quiet(desk) == [active]
    others = require_made(await desk.focal_point.get("/forums", quiet="false"))["items"]
    assert len(others) == 3
    assert active not in [forum["id"] for forum in others]
    assert await quiet(desk, areas=("IQG04",)) == []


async def test_a_meeting_that_was_taken_back_or_only_scheduled_does_not_count(desk: Desk) -> None:
    forum = await peopled(desk)
    meeting = await scheduled(desk, forum, scheduled_on=today().isoformat())
    assert await quiet(desk) == [forum]
    require_made(await hold(desk, meeting, there("head", "female"), on=today().isoformat()))
    assert await quiet(desk) == []
    require_made(await desk.focal_point.post(f"/meetings/{meeting}/undo", {"reason": "entered_in_error"}))
    assert await quiet(desk) == [forum]


async def test_a_meeting_leaves_its_rows_in_the_outbox(desk: Desk) -> None:
    meeting = await held(desk)
    minute = require_made(await written(desk, meeting, text="Somebody said so."))
    require_made(await desk.service.caller(Role.PROTECTION, caller="x").post(f"/minutes/{minute['id']}/release"))
    async with desk.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT type, data FROM outbox WHERE type LIKE 'm%' AND type NOT LIKE 'member%' ORDER BY seq"
        )
    about = f'{{"forum": {minute["forum_id"]}}}'
    assert [tuple(row) for row in rows] == [
        ("meeting.scheduled", about),
        ("meeting.held", about),
        ("minute.written", f'{{"forum": {minute["forum_id"]}, "meeting": {meeting}}}'),
        ("minute.released", "{}"),
    ]
