"""Who leads a forum: elections, and terms that never overlap."""

import asyncio
from typing import Any

import asyncpg
import pytest
from callers import Caller, refusal, require_made, waiting
from desk import MEMBER, Desk

from shared.callers import Role

HELD = {"held_on": "2019-06-18", "method": "ballot", "voters": 29, "terms_end_on": "2020-06-18"}


async def elected(desk: Desk, forum: int, *stood: tuple[int, int, str | None], **changes: Any) -> Any:
    """The answer to an election of who stood, each with votes and what they were elected as."""
    candidates = [{"member_id": member, "votes": votes, "elected_as": seat} for member, votes, seat in stood]
    return await desk.focal_point.post("/elections", {"forum_id": forum, "candidates": candidates} | HELD | changes)


async def terms(desk: Desk, forum: int) -> list[tuple[int, str, str, str | None]]:
    """Who leads the forum, or has: member, seat and days, the earliest first."""
    page = require_made(await desk.monitor.get("/terms", forum_id=str(forum)))
    return [(term["member_id"], term["seat"], term["begins_on"], term["ends_on"]) for term in reversed(page["items"])]


# Elections


async def test_two_men_and_a_woman_are_elected_and_lead_from_that_day(desk: Desk) -> None:
    forum = await desk.forum()
    head, first, second, other = [
        await desk.member(forum, sex=sex, role="member_community") for sex in ("male", "female", "male", "male")
    ]
    stood = ((other, 2, None), (second, 4, "second_deputy"), (head, 15, "head"), (first, 8, "first_deputy"))
    made = require_made(await elected(desk, forum, *stood))
    shown = require_made(await desk.monitor.get(f"/elections/{made['id']}"))
    assert shown == made
    assert {name: shown[name] for name in HELD} == HELD
    assert [(each["member_id"], each["votes"], each["elected_as"]) for each in shown["candidates"]] == [
        (head, 15, "head"),
        (first, 8, "first_deputy"),
        (second, 4, "second_deputy"),
        (other, 2, None),
    ]
    days = ("2019-06-18", "2020-06-18")
    assert await terms(desk, forum) == [
        (second, "second_deputy", *days),
        (head, "head", *days),
        (first, "first_deputy", *days),
    ]


async def test_an_election_without_candidates_is_refused(desk: Desk) -> None:
    answer = await elected(desk, await desk.forum())
    assert refusal(answer) == (422, "invalid-request", "candidates")
    assert answer.json()["detail"] == "candidates: must have 1 entries or more"


async def test_an_election_that_cannot_have_been_held_so_is_refused(desk: Desk) -> None:
    forum = await desk.forum()
    one, other = await desk.member(forum), await desk.member(forum)
    police = await desk.member(forum, role="local_police")
    late = await desk.member(forum, joined_on="2019-07-01")
    stranger = await desk.member(await desk.forum())
    for stood, expected in (
        (((one, 30, "head"),), (422, "more-votes-than-voters", "candidates.0.votes")),
        (((one, 3, "head"), (one, 4, None)), (422, "invalid-request", "candidates")),
        (((one, 3, "head"), (other, 4, "head")), (422, "invalid-request", "candidates")),
        (((one, 3, "head"), (police, 4, None)), (422, "from-an-office", "candidates.1.member_id")),
        (((late, 3, "head"),), (422, "not-a-member-then", "candidates.0.member_id")),
        (((one, 3, "head"), (late, 2, None)), (422, "not-a-member-then", "candidates.1.member_id")),
        (((stranger, 3, "head"),), (404, "unknown-member", "candidates.0.member_id")),
        (((999, 3, "head"),), (404, "unknown-member", "candidates.0.member_id")),
    ):
        assert refusal(await elected(desk, forum, *stood)) == expected, stood
    answer = await elected(desk, forum, (one, 3, "head"), terms_end_on="2019-06-18")
    assert refusal(answer) == (422, "ends-before-it-begins", "terms_end_on")
    assert refusal(await elected(desk, 999, (one, 3, "head"))) == (404, "unknown-forum", "forum_id")
    await desk.become(forum, "close", "2019-06-18")
    assert refusal(await elected(desk, forum, (one, 3, "head"))) == (409, "forum-closed", "held_on")
    async with desk.service.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM elections") == 0


async def test_a_forum_is_elected_once_a_day_and_an_election_that_was_not_held_so_goes_with_its_terms(
    desk: Desk,
) -> None:
    forum = await desk.forum()
    one, other = await desk.member(forum), await desk.member(forum)
    wrong = require_made(await elected(desk, forum, (one, 3, "head")))
    assert refusal(await elected(desk, forum, (other, 3, "first_deputy"))) == (409, "elected-that-day", "held_on")
    require_made(await desk.focal_point.void(f"/elections/{wrong['id']}"))
    assert await terms(desk, forum) == []
    require_made(await elected(desk, forum, (other, 3, "head")))
    assert [member for member, *_ in await terms(desk, forum)] == [other]


# Terms


async def test_no_seat_is_taken_twice_at_a_time_and_nobody_holds_two(desk: Desk) -> None:
    forum = await desk.forum()
    one, other = await desk.member(forum), await desk.member(forum)
    require_made(await elected(desk, forum, (one, 3, "head")))
    overlapping = {"held_on": "2020-06-17", "terms_end_on": "2021-06-18"}
    taken = await elected(desk, forum, (other, 3, "head"), **overlapping)
    assert refusal(taken) == (409, "seat-taken", "candidates")
    twice = await elected(desk, forum, (one, 3, "first_deputy"), **overlapping)
    assert refusal(twice) == (409, "leads-already", "candidates")
    assert len(require_made(await desk.monitor.get("/elections"))["items"]) == 1
    require_made(await elected(desk, forum, (other, 3, "head"), held_on="2020-06-18", terms_end_on=None))
    elsewhere = await desk.forum()
    require_made(await elected(desk, elsewhere, (await desk.member(elsewhere), 3, "head")))


@pytest.mark.parametrize("constraint", ["ex_terms_head", "ex_terms_one_seat"])
async def test_the_database_too_holds_terms_apart(desk: Desk, constraint: str) -> None:
    forum = await desk.forum()
    one, other = await desk.member(forum), await desk.member(forum)
    await appointed(desk.focal_point, one, seat="head")
    member, seat = (other, "head") if constraint == "ex_terms_head" else (one, "first_deputy")
    async with desk.service.connection() as connection:
        with pytest.raises(asyncpg.ExclusionViolationError) as refused:
            await connection.execute(
                "INSERT INTO terms (forum_id, member_id, seat, begins_on, recorded_by)"
                " VALUES ($1, $2, $3, '2020-01-01', 'staff:x')",
                forum,
                member,
                seat,
            )
    assert refused.value.constraint_name == constraint


async def appointed(caller: Caller, member: int, **changes: Any) -> dict[str, Any]:
    term = {"member_id": member, "seat": "first_deputy", "begins_on": "2019-07-01"} | changes
    return require_made(await caller.post("/terms", term))


async def test_an_official_is_appointed_as_a_deputy_and_never_as_the_head(desk: Desk) -> None:
    forum = await desk.forum()
    police = await desk.member(forum, role="police_focal")
    made = await appointed(desk.focal_point, police)
    assert (made["forum_id"], made["election_id"], made["ends_on"]) == (forum, None, None)
    head = {"member_id": police, "seat": "head", "begins_on": "2019-07-01"}
    assert refusal(await desk.focal_point.post("/terms", head)) == (422, "head-from-community", "member_id")


async def test_a_term_ends_on_a_day_on_which_it_lasted_and_frees_the_seat(desk: Desk) -> None:
    forum = await desk.forum()
    one, other = await desk.member(forum), await desk.member(forum)
    made = await appointed(desk.focal_point, one, ends_on="2020-07-01")
    path = f"/terms/{made['id']}/end"
    for day, expected in (
        ("2019-07-01", (422, "ends-before-it-begins", "ends_on")),
        ("2020-07-02", (409, "term-over", "ends_on")),
        ("2090-01-01", (422, "in-the-future", "ends_on")),
    ):
        answer = await desk.focal_point.post(path, {"ends_on": day, "ending": "resigned"})
        assert refusal(answer) == expected
    ended = require_made(await desk.focal_point.post(path, {"ends_on": "2020-01-15", "ending": "resigned"}))
    assert (ended["ends_on"], ended["ending"]) == ("2020-01-15", "resigned")
    again = await desk.focal_point.post(f"/terms/{ended['id']}/end", {"ends_on": "2020-01-14", "ending": "left"})
    assert refusal(again) == (409, "term-over", "ends_on")
    assert refusal(await desk.focal_point.post(path, {"ends_on": "2020-01-14", "ending": "left"})) == (
        409,
        "already-voided",
        None,
    )
    await appointed(desk.focal_point, other, begins_on="2020-01-15")
    assert await terms(desk, forum) == [
        (one, "first_deputy", "2019-07-01", "2020-01-15"),
        (other, "first_deputy", "2020-01-15", None),
    ]


async def test_what_follows_from_an_election_is_not_voided_alone(desk: Desk) -> None:
    forum = await desk.forum()
    require_made(await elected(desk, forum, (await desk.member(forum), 3, "head")))
    [term] = require_made(await desk.monitor.get("/terms"))["items"]
    assert refusal(await desk.focal_point.void(f"/terms/{term['id']}")) == (409, "term-of-an-election", None)
    appointment = await appointed(desk.focal_point, await desk.member(forum))
    require_made(await desk.focal_point.void(f"/terms/{appointment['id']}"))


async def test_a_term_that_ends_while_its_election_is_voided_does_not_outlive_it(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum, role="member_community")
    election = require_made(await elected(desk, forum, (member, 3, "head")))["id"]
    [term] = require_made(await desk.monitor.get("/terms", forum_id=str(forum)))["items"]
    ending = {"ends_on": "2020-01-01", "ending": "resigned"}
    async with desk.service.connection() as connection, asyncio.TaskGroup() as tasks, connection.transaction():
        await connection.execute("SELECT FROM terms WHERE id = $1 FOR UPDATE", term["id"])
        ended = tasks.create_task(desk.focal_point.post(f"/terms/{term['id']}/end", ending))
        await waiting(connection, 1)
        voided = tasks.create_task(desk.focal_point.void(f"/elections/{election}"))
        await waiting(connection, 2)
    require_made(ended.result())
    require_made(voided.result())
    assert await terms(desk, forum) == []


async def test_a_forum_that_somebody_leads_or_that_worked_since_is_not_closed_before(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum, role="member_community")
    election = require_made(await elected(desk, forum, (member, 3, "head"), terms_end_on=None))["id"]
    [term] = require_made(await desk.monitor.get("/terms", forum_id=str(forum)))["items"]
    path = f"/forums/{forum}/close"
    worked = await desk.focal_point.post(path, {"since": "2019-06-18"})
    assert refusal(worked) == (409, "forum-worked-since", "since")
    led = await desk.focal_point.post(path, {"since": "2020-01-01"})
    assert refusal(led) == (409, "forum-led-since", "since")
    ending = {"ends_on": "2020-01-01", "ending": "served"}
    require_made(await desk.focal_point.post(f"/terms/{term['id']}/end", ending))
    await desk.become(forum, "close", "2020-01-01")
    late = {"member_id": member, "seat": "first_deputy", "begins_on": "2019-12-01"}
    other = await desk.member(forum, role="member_community")
    for ends_on in (None, "2020-01-02"):
        answer = await desk.focal_point.post("/terms", late | {"member_id": other, "ends_on": ends_on})
        assert refusal(answer) == (409, "forum-closed", "begins_on")
    require_made(await desk.focal_point.post("/terms", late | {"member_id": other, "ends_on": "2020-01-01"}))
    require_made(await desk.focal_point.void(f"/elections/{election}"))


async def test_who_leads_does_not_leave_before_the_term_ends(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum)
    term = await appointed(desk.focal_point, member)
    assert refusal(await desk.focal_point.void(f"/members/{member}")) == (409, "member-leads", None)
    ending = {"ends_on": "2020-01-15", "ending": "left"}
    require_made(await desk.focal_point.post(f"/terms/{term['id']}/end", ending))
    require_made(await desk.focal_point.void(f"/members/{member}", "corrected"))


async def test_nobody_outside_the_areas_or_under_another_project_elects_or_appoints(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum)
    election = require_made(await elected(desk, forum, (member, 3, "head")))
    najaf = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG04",))
    term = {"member_id": member, "seat": "head", "begins_on": "2021-07-01"}
    assert refusal(await najaf.post("/terms", term)) == (404, "unknown-member", "member_id")
    for path in (f"/elections/{election['id']}", "/terms/1"):
        assert refusal(await najaf.get(path)) == (404, "not-found", None)
        assert refusal(await najaf.void(path)) == (404, "not-found", None)
    other = desk.service.caller(Role.FORUM_FOCAL_POINT, projects=("JPN-2",))
    assert refusal(await other.post("/terms", term)) == (403, "outside-projects", "member_id")
    assert require_made(await other.get("/terms"))["items"] == []


async def test_an_election_leaves_its_rows_in_the_outbox(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum, **MEMBER)
    election = require_made(await elected(desk, forum, (member, 3, "head")))
    require_made(await desk.focal_point.void(f"/elections/{election['id']}"))
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT type, data FROM outbox ORDER BY seq OFFSET 2")
    about = f'{{"forum": {forum}}}'
    assert [tuple(row) for row in rows] == [
        ("election.held", about),
        ("term.begun", about),
        ("election.voided", '{"reason": "entered_in_error"}'),
        ("term.voided", about),
    ]
