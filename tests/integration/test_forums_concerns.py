"""Concerns: what a group raises, what the forum makes of it, which are one, and what it never sees of protection's."""

import asyncio
from typing import Any

import asyncpg
import pytest
from callers import datasets, refusal, require_made
from desk import NINEWA, TELAFAR, ZUMMAR, Desk, hold, peopled, scheduled, there

from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Scope

CONCERN = {"category": "theft", "place": ZUMMAR, "raised_by": "traders", "raised_on": "2019-11-05"}
SAFEGUARD = {"kind": "gbv", "place": ZUMMAR, "raised_on": "2019-11-05", "text": "The road to the well is not safe."}


async def raised(desk: Desk, forum: int, **changes: Any) -> int:
    made = await desk.focal_point.post("/concerns", {"forum_id": forum} | CONCERN | changes)
    return int(require_made(made)["id"])


async def state(desk: Desk, concern: int, act: str, since: str = "2019-12-03") -> Any:
    return await desk.focal_point.post(f"/concerns/{concern}/{act}", {"since": since})


async def shown(desk: Desk, concern: int) -> dict[str, Any]:
    return require_made(await desk.monitor.get(f"/concerns/{concern}"))


# Raising


async def test_a_group_raises_a_concern_in_a_place_of_the_forum(desk: Desk) -> None:
    forum = await desk.active()
    told = await shown(desk, await raised(desk, forum))
    assert {name: told[name] for name in CONCERN} == CONCERN
    assert (told["forum_id"], told["status"], told["status_since"]) == (forum, "raised", "2019-11-05")
    assert told["history"] == [{"state": "raised", "since": "2019-11-05"}]
    assert (told["votes_for"], told["votes_of"], told["merged_into_id"]) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"place": "IQG15Q06"}, (422, "outside-forum", "place")),
        ({"place": NINEWA}, (422, "outside-forum", "place")),
        ({"place": f"{ZUMMAR}N01"}, (422, "invalid-request", "place")),
        ({"raised_on": "2019-06-17"}, (422, "before-establishment", "raised_on")),
        ({"raised_on": "2090-01-01"}, (422, "in-the-future", "raised_on")),
        ({"raised_by": "Abu Ahmed"}, (422, "invalid-request", "raised_by")),
        ({"category": "gbv"}, (422, "invalid-request", "category")),
        ({"person": "4821-7730-5142"}, (422, "invalid-request", "person")),
        ({"forum_id": 999}, (404, "unknown-forum", "forum_id")),
    ],
)
async def test_a_concern_that_cannot_be_is_refused(
    desk: Desk, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    answer = await desk.focal_point.post("/concerns", {"forum_id": await desk.active()} | CONCERN | changes)
    assert refusal(answer) == expected


async def test_nothing_is_raised_in_a_closed_forum(desk: Desk) -> None:
    forum = await desk.active()
    await desk.become(forum, "close", "2019-11-05")
    answer = await desk.focal_point.post("/concerns", {"forum_id": forum} | CONCERN)
    assert refusal(answer) == (409, "forum-closed", "raised_on")


# What becomes of it


async def test_a_concern_is_accepted_worked_on_referred_resolved_and_reopened(desk: Desk) -> None:
    concern = await raised(desk, await desk.active())
    steps = [
        ("accept", "accepted", "2019-12-03"),
        ("start", "in_progress", "2019-12-03"),
        ("refer", "referred", "2019-12-10"),
        ("resolve", "resolved", "2020-01-07"),
        ("reopen", "reopened", "2020-02-04"),
        ("give-up", "not_resolvable", "2020-03-03"),
    ]
    for act, status, since in steps:
        told = require_made(await state(desk, concern, act, since))
        assert (told["status"], told["status_since"]) == (status, since)
    told = await shown(desk, concern)
    assert told["history"][1:] == [{"state": status, "since": since} for _, status, since in steps]


@pytest.mark.parametrize(
    ("before", "act", "since", "expected"),
    [
        ([], "start", "2019-12-03", (409, "not-accepted", None)),
        ([], "resolve", "2019-12-03", (409, "not-accepted", None)),
        ([], "reopen", "2019-12-03", (409, "not-accepted", None)),
        ([], "accept", "2019-11-04", (422, "state-before-last", "since")),
        (["accept"], "accept", "2019-12-04", (409, "same-state", None)),
        (["accept"], "reopen", "2019-12-04", (409, "same-state", None)),
        (["accept"], "start", "2019-12-02", (422, "state-before-last", "since")),
        (["accept", "start"], "start", "2019-12-04", (409, "same-state", None)),
        (["accept", "resolve"], "start", "2019-12-04", (409, "concern-closed", None)),
        (["accept", "resolve"], "give-up", "2019-12-04", (409, "concern-closed", None)),
        (["give-up"], "accept", "2019-12-04", (409, "concern-closed", None)),
        (["accept"], "resolve", "2090-01-01", (422, "in-the-future", "since")),
    ],
)
async def test_what_does_not_follow_is_refused(
    desk: Desk, before: list[str], act: str, since: str, expected: tuple[int, str, str | None]
) -> None:
    concern = await raised(desk, await desk.active())
    for step in before:
        require_made(await state(desk, concern, step))
    assert refusal(await state(desk, concern, act, since)) == expected


async def test_what_was_stated_in_error_is_taken_back(desk: Desk) -> None:
    concern = await raised(desk, await desk.active())
    undoing = {"reason": "entered_in_error"}
    nothing = await desk.focal_point.post(f"/concerns/{concern}/undo", undoing)
    assert refusal(nothing) == (409, "concern-only-raised", None)
    for act in ("accept", "resolve"):
        require_made(await state(desk, concern, act))
    undone = require_made(await desk.focal_point.post(f"/concerns/{concern}/undo", undoing))
    assert undone["status"] == "accepted"


# Votes


async def test_a_meeting_votes_how_urgent_a_concern_is_and_the_latest_vote_counts(desk: Desk) -> None:
    forum = await peopled(desk)
    concern, meetings = await raised(desk, forum), []
    for day in ("2019-12-03", "2019-11-12"):
        meetings.append(await scheduled(desk, forum, scheduled_on=day))
        attendance = [there("head", "female"), there("member_women", "female"), there("local_police", "male")]
        require_made(await hold(desk, meetings[-1], *attendance, on=day))
    path = f"/concerns/{concern}/vote"
    for meeting, votes in zip(meetings, (3, 1), strict=True):
        require_made(await desk.focal_point.post(path, {"meeting_id": meeting, "votes_for": votes}))
    told = await shown(desk, concern)
    assert (told["votes_for"], told["votes_of"]) == (3, 3)
    again = require_made(await desk.focal_point.post(path, {"meeting_id": meetings[0], "votes_for": 2}))
    assert (again["votes_for"], again["votes_of"]) == (2, 3)
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT votes_for, void_reason FROM concern_votes ORDER BY id")
    assert [tuple(row) for row in rows] == [(3, "corrected"), (1, None), (2, None)]


async def test_no_more_vote_than_were_there_and_only_at_a_meeting_of_the_forum(desk: Desk) -> None:
    forum = await peopled(desk)
    concern, meeting = await raised(desk, forum), await scheduled(desk, forum)
    path = f"/concerns/{concern}/vote"
    early = await desk.focal_point.post(path, {"meeting_id": meeting, "votes_for": 1})
    assert refusal(early) == (409, "meeting-not-held", "meeting_id")
    require_made(await hold(desk, meeting, there("head", "female"), there("programme_facilitator", "male")))
    many = await desk.focal_point.post(path, {"meeting_id": meeting, "votes_for": 2})
    assert refusal(many) == (422, "more-votes-than-voters", "votes_for")
    other = await peopled(desk)
    elsewhere = await scheduled(desk, other)
    require_made(await hold(desk, elsewhere, there("head", "female")))
    foreign = await desk.focal_point.post(path, {"meeting_id": elsewhere, "votes_for": 1})
    assert refusal(foreign) == (422, "other-forum", "meeting_id")


async def test_a_vote_goes_with_the_holding_at_which_it_was_given(desk: Desk) -> None:
    forum = await peopled(desk)
    concern, meeting = await raised(desk, forum), await scheduled(desk, forum)
    path = f"/concerns/{concern}/vote"
    require_made(await hold(desk, meeting, there("head", "female"), there("local_police", "male")))
    require_made(await desk.focal_point.post(path, {"meeting_id": meeting, "votes_for": 2}))
    require_made(await desk.focal_point.post(f"/meetings/{meeting}/undo", {"reason": "entered_in_error"}))
    require_made(await hold(desk, meeting, there("head", "female")))
    told = await shown(desk, concern)
    assert (told["votes_for"], told["votes_of"]) == (None, None)
    again = require_made(await desk.focal_point.post(path, {"meeting_id": meeting, "votes_for": 1}))
    assert (again["votes_for"], again["votes_of"]) == (1, 1)


# Doubles


async def merge(desk: Desk, concern: int, into: int) -> Any:
    return await desk.focal_point.post(f"/concerns/{concern}/merge", {"into_id": into})


async def test_a_double_goes_on_in_another_concern_and_nothing_is_stated_of_it_any_more(desk: Desk) -> None:
    forum = await desk.active()
    one, other = await raised(desk, forum), await raised(desk, forum)
    assert require_made(await merge(desk, one, other))["merged_into_id"] == other
    assert refusal(await state(desk, one, "accept")) == (409, "concern-merged", None)
    assert refusal(await merge(desk, one, other)) == (409, "concern-merged", None)
    unmerging = {"reason": "entered_in_error"}
    undone = require_made(await desk.focal_point.post(f"/concerns/{one}/unmerge", unmerging))
    assert undone["merged_into_id"] is None
    again = await desk.focal_point.post(f"/concerns/{one}/unmerge", unmerging)
    assert refusal(again) == (409, "not-merged", None)
    require_made(await state(desk, one, "accept"))


async def test_a_double_is_taken_back_before_it_is_voided(desk: Desk) -> None:
    forum = await desk.active()
    one, other = await raised(desk, forum), await raised(desk, forum)
    require_made(await merge(desk, one, other))
    assert refusal(await desk.focal_point.void(f"/concerns/{one}")) == (409, "concern-merged", None)
    require_made(await desk.focal_point.post(f"/concerns/{one}/unmerge", {"reason": "entered_in_error"}))
    for concern in (one, other):
        require_made(await desk.focal_point.void(f"/concerns/{concern}"))


async def test_doubles_never_run_in_a_circle(desk: Desk) -> None:
    forum = await desk.active()
    one, two, three = [await raised(desk, forum) for _ in range(3)]
    assert refusal(await merge(desk, one, one)) == (422, "same-concern", "into_id")
    require_made(await merge(desk, one, two))
    require_made(await merge(desk, two, three))
    for into in (one, two):
        assert refusal(await merge(desk, three, into)) == (409, "merged-itself", "into_id")


async def test_two_who_merge_each_into_the_other_at_once_make_no_circle(desk: Desk) -> None:
    forum = await desk.active()
    for _ in range(5):
        one, two = await raised(desk, forum), await raised(desk, forum)
        answers = await asyncio.gather(merge(desk, one, two), merge(desk, two, one))
        assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_the_database_too_refuses_a_circle_and_a_double_in_another_forum(desk: Desk) -> None:
    forum, elsewhere = await desk.active(), await desk.active()
    one, two, stranger = await raised(desk, forum), await raised(desk, forum), await raised(desk, elsewhere)
    require_made(await merge(desk, one, two))
    merging = "INSERT INTO concern_merges (forum_id, concern_id, into_id, recorded_by) VALUES ($1, $2, $3, 'staff:x')"
    async with desk.service.connection() as connection:
        for concern, into, constraint in (
            (two, one, "concern_merges_goes_on"),
            (two, two, "ck_concern_merges_not_itself"),
            (two, stranger, "fk_concern_merges_into_id_forum_id_concerns"),
        ):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
                await connection.execute(merging, forum, concern, into)
            assert refused.value.constraint_name == constraint
    for into in (stranger, 999):
        assert refusal(await merge(desk, two, into)) == (404, "unknown-concern", "into_id")


# Text


async def test_the_text_of_a_concern_is_told_below_high_from_its_release_by_another_until_it_is_voided(
    desk: Desk,
) -> None:
    concern = await raised(desk, await desk.active(), text="محلات السوق تُسرق ليلاً")
    below = desk.service.caller(Role.MONITORING, datasets=datasets(MODERATE))
    told = require_made(await below.get(f"/concerns/{concern}"))
    assert "text" not in told
    assert (told["released"], told["released_text"]) == (False, None)
    path = f"/concerns/{concern}/release"
    assert refusal(await desk.service.caller(Role.PROTECTION).post(path)) == (403, "own-text", None)
    require_made(await desk.service.caller(Role.PROTECTION, caller="a-reviewer").post(path))
    assert require_made(await below.get(f"/concerns/{concern}"))["released_text"] == "محلات السوق تُسرق ليلاً"
    require_made(await desk.focal_point.void(f"/concerns/{concern}"))
    assert require_made(await below.get(f"/concerns/{concern}"))["released_text"] is None


# What protection alone may know


async def handed_over(desk: Desk, forum: int, **changes: Any) -> dict[str, Any]:
    return require_made(await desk.focal_point.post("/safeguards", {"forum_id": forum} | SAFEGUARD | changes))


def protector(desk: Desk, **changes: Any) -> Any:
    return desk.service.caller(Role.PROTECTION, datasets={"safeguards": Scope(ceiling=SEVERE)}, **changes)


async def test_whoever_hands_something_to_protection_is_told_that_it_was_received_and_nothing_else(desk: Desk) -> None:
    forum = await desk.active()
    for _ in range(2):
        assert await handed_over(desk, forum) == {"received": True}
    for path in ("/safeguards", "/safeguards/1"):
        for caller in (desk.focal_point, desk.monitor):
            assert refusal(await caller.get(path)) == (403, "not-your-role", None)


async def test_protection_with_a_reason_is_told_what_was_handed_over_where_it_works(desk: Desk) -> None:
    forum = await desk.active()
    await handed_over(desk, forum)
    [told] = require_made(await protector(desk).get("/safeguards"))["items"]
    assert {name: told[name] for name in SAFEGUARD} == SAFEGUARD
    assert told["forum_id"] == forum
    without = desk.service.caller(Role.PROTECTION, datasets={"safeguards": Scope(ceiling=HIGH)})
    assert require_made(await without.get(f"/safeguards/{told['id']}")) == {"id": told["id"]}
    elsewhere = protector(desk, areas=("IQG04",))
    assert require_made(await elsewhere.get("/safeguards"))["items"] == []
    assert refusal(await elsewhere.get(f"/safeguards/{told['id']}")) == (404, "not-found", None)


async def test_a_danger_is_taken_from_a_closed_forum_too(desk: Desk) -> None:
    forum = await desk.active()
    await desk.become(forum, "close", "2019-07-01")
    await handed_over(desk, forum)


async def test_what_protection_has_is_seen_in_nothing_else(desk: Desk) -> None:
    """Two forums, alike but for what was handed over in one of them, are told alike: numbers, counts and gaps."""
    forums = [await desk.active(), await desk.active()]

    async def seen() -> list[Any]:
        told = []
        for forum in forums:
            concern = await raised(desk, forum)
            page = require_made(await desk.focal_point.get("/concerns", forum_id=str(forum), count="true"))
            told.append((concern, page["count"], [row["id"] for row in page["items"]]))
        return told

    before = await seen()
    for _ in range(3):
        await handed_over(desk, forums[0])
    after = await seen()
    numbers = [concern for concern, *_ in (*before, *after)]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    assert [count["total"] for _, count, _ in after] == [2, 2]
    shown = [require_made(await desk.focal_point.get(f"/forums/{forum}")) for forum in forums]
    one, other = [{name: value for name, value in each.items() if name not in {"id", "recorded_at"}} for each in shown]
    assert one == other
    for forum in forums:
        await desk.become(forum, "close", "2020-01-01")
    empty = await desk.forum()
    await handed_over(desk, empty)
    require_made(await desk.focal_point.void(f"/forums/{empty}"))


async def test_what_is_said_of_it_in_events_is_that_it_was_received(desk: Desk) -> None:
    forum = await desk.active()
    await handed_over(desk, forum)
    async with desk.service.connection() as connection:
        row = await connection.fetchrow("SELECT type, data FROM outbox ORDER BY seq DESC LIMIT 1")
    assert tuple(row) == ("safeguard.received", "{}")


async def test_a_concern_leaves_its_rows_in_the_outbox(desk: Desk) -> None:
    forum = await desk.active()
    one, other = await raised(desk, forum), await raised(desk, forum)
    require_made(await state(desk, one, "accept"))
    require_made(await merge(desk, one, other))
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT type, subject, data FROM outbox WHERE type LIKE 'concern%' ORDER BY seq")
    assert [tuple(row) for row in rows[2:]] == [
        ("concern.changed", str(one), f'{{"forum": {forum}, "status": "accepted"}}'),
        ("concern.merged", str(one), f'{{"forum": {forum}, "other": {other}}}'),
    ]


# Where


async def test_nothing_outside_the_areas_is_raised_found_or_changed(desk: Desk) -> None:
    forum = await desk.active()
    concern = await raised(desk, forum)
    najaf = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG04",))
    unknown = (404, "unknown-forum", "forum_id")
    assert refusal(await najaf.post("/concerns", {"forum_id": forum} | CONCERN)) == unknown
    assert refusal(await najaf.post("/safeguards", {"forum_id": forum} | SAFEGUARD)) == unknown
    for act, body in (
        ("accept", {"since": "2020-01-01"}),
        ("merge", {"into_id": concern}),
        ("void", {"reason": "duplicate"}),
    ):
        assert refusal(await najaf.post(f"/concerns/{concern}/{act}", body)) == (404, "not-found", None)
    assert require_made(await najaf.get("/concerns"))["items"] == []


async def test_concerns_are_listed_by_what_they_are_and_how_they_stand(desk: Desk) -> None:
    forum = await desk.active()
    one, other = await raised(desk, forum), await raised(desk, forum, category="services", place=TELAFAR)
    require_made(await state(desk, one, "accept"))
    for filters, found in (
        ({"status": "accepted"}, [one]),
        ({"status": "raised"}, [other]),
        ({"category": "services"}, [other]),
        ({"place": ZUMMAR}, [one]),
        ({"place": TELAFAR}, [other, one]),
        ({"raised_by": "women"}, []),
    ):
        page = require_made(await desk.monitor.get("/concerns", **filters))
        assert [concern["id"] for concern in page["items"]] == found, filters
    low = desk.service.caller(Role.MONITORING, datasets={DatasetName.CONCERNS: Scope(ceiling=LOW)})
    assert refusal(await low.get("/concerns", place=ZUMMAR)) == (403, "not-in-mandate", "place")
