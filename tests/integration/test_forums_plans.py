"""Plans, actions and referrals: what a forum does about its concerns, and the wall between aid and security."""

import asyncio
from typing import Any

import asyncpg
import pytest
from callers import refusal, require_made, waiting
from desk import Desk
from test_forums_concerns import merge, raised, shown, state

from shared.callers import Role

PLAN = {"adopted_on": "2019-12-03", "review_on": "2020-06-02"}
ACTION = {"kind": "lighting", "owner": "municipality", "agreed_on": "2019-12-03", "due_on": "2020-03-01"}
REFERRAL = {"target": "police", "referred_on": "2019-12-03", "answer_due_on": "2020-01-07"}


async def accepted(desk: Desk, forum: int) -> int:
    concern = await raised(desk, forum)
    require_made(await state(desk, concern, "accept", "2019-11-12"))
    return concern


def issues(*concerns: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"concern_id": concern, "owner": "municipality", "due_on": "2020-03-01"} | changes for concern in concerns]


async def adopt(desk: Desk, forum: int, *concerns: int, **changes: Any) -> Any:
    return await desk.focal_point.post("/plans", {"forum_id": forum, "issues": issues(*concerns)} | PLAN | changes)


# Plans


async def test_a_plan_takes_up_concerns_in_order_and_they_stand_so(desk: Desk) -> None:
    forum = await desk.active()
    first, second = await accepted(desk, forum), await accepted(desk, forum)
    made = require_made(await adopt(desk, forum, second, first))
    assert (made["version"], made["reviewed_on"], made["outcome"]) == (1, None, None)
    assert [(issue["priority"], issue["concern_id"]) for issue in made["issues"]] == [(1, second), (2, first)]
    assert require_made(await desk.monitor.get(f"/plans/{made['id']}")) == made
    told = await shown(desk, first)
    assert (told["status"], told["status_since"]) == ("in_ssp", "2019-12-03")
    require_made(await state(desk, first, "start", "2019-12-10"))
    again = require_made(await adopt(desk, forum, first, adopted_on="2020-01-07"))
    assert again["version"] == 2
    assert (await shown(desk, first))["status"] == "in_progress"


async def test_a_plan_without_issues_is_refused(desk: Desk) -> None:
    assert refusal(await adopt(desk, await desk.active())) == (422, "invalid-request", "issues")


async def test_a_plan_takes_up_nothing_that_is_not_open_in_its_forum(desk: Desk) -> None:
    forum = await desk.active()
    good, raw, double, closed = [await accepted(desk, forum) for _ in range(1)] + [
        await raised(desk, forum),
        await accepted(desk, forum),
        await accepted(desk, forum),
    ]
    stranger = await accepted(desk, await desk.active())
    require_made(await merge(desk, double, good))
    require_made(await state(desk, closed, "resolve", "2019-11-20"))
    for concern, expected in (
        (raw, (409, "not-accepted")),
        (double, (409, "concern-merged")),
        (closed, (409, "concern-closed")),
        (stranger, (404, "unknown-concern")),
        (999, (404, "unknown-concern")),
    ):
        answer = await adopt(desk, forum, good, concern)
        assert refusal(answer) == (*expected, "issues.1.concern_id"), concern
    assert (await shown(desk, good))["status"] == "accepted"
    assert require_made(await desk.monitor.get("/plans"))["items"] == []


async def test_a_plan_that_cannot_be_is_refused(desk: Desk) -> None:
    forum = await desk.active()
    concern = await accepted(desk, forum)
    for changes, expected in (
        ({"review_on": "2019-12-03"}, (422, "review-not-later", "review_on")),
        ({"adopted_on": "2090-01-01"}, (422, "in-the-future", "adopted_on")),
        ({"adopted_on": "2019-11-11"}, (422, "state-before-last", "issues.0.concern_id")),
        ({"issues": issues(concern, due_on="2019-12-02")}, (422, "due-before", "issues.0.due_on")),
        ({"issues": issues(concern, concern)}, (422, "invalid-request", "issues")),
        ({"issues": issues(concern, owner="Captain Ahmed")}, (422, "invalid-request", "issues.0.owner")),
    ):
        assert refusal(await adopt(desk, forum, concern, **changes)) == expected, changes
    await desk.become(forum, "close", "2019-12-01")
    assert refusal(await adopt(desk, forum, concern)) == (409, "forum-closed", "adopted_on")


async def test_two_plans_at_once_are_two_versions(desk: Desk) -> None:
    forum = await desk.active()
    one, other = await accepted(desk, forum), await accepted(desk, forum)
    made = await asyncio.gather(adopt(desk, forum, one), adopt(desk, forum, other))
    assert sorted(require_made(answer)["version"] for answer in made) == [1, 2]


async def test_two_plans_that_wait_for_their_forum_do_not_wait_for_each_other(desk: Desk) -> None:
    forum = await desk.active()
    one, other = await accepted(desk, forum), await accepted(desk, forum)
    async with desk.service.connection() as connection, asyncio.TaskGroup() as tasks, connection.transaction():
        await connection.execute("SELECT FROM forums WHERE id = $1 FOR SHARE", forum)
        made = [tasks.create_task(adopt(desk, forum, concern)) for concern in (one, other)]
        await waiting(connection, 2)
    assert sorted(require_made(task.result())["version"] for task in made) == [1, 2]


async def test_a_plan_and_a_merge_do_not_wait_for_each_other(desk: Desk) -> None:
    forum = await desk.active()
    one, other = await accepted(desk, forum), await accepted(desk, forum)
    async with desk.service.connection() as connection, asyncio.TaskGroup() as tasks, connection.transaction():
        await connection.execute("SELECT FROM concerns WHERE id = $1 FOR UPDATE", one)
        merging = tasks.create_task(merge(desk, one, other))
        await waiting(connection, 1)
        adopting = tasks.create_task(adopt(desk, forum, other, one))
        await waiting(connection, 2)
    require_made(merging.result())
    assert refusal(adopting.result()) == (409, "concern-merged", "issues.1.concern_id")


async def test_a_forum_looks_at_its_plan_again(desk: Desk) -> None:
    forum = await desk.active()
    plan = require_made(await adopt(desk, forum, await accepted(desk, forum)))["id"]
    path = f"/plans/{plan}/review"
    early = await desk.focal_point.post(path, {"reviewed_on": "2019-12-02", "outcome": "kept"})
    assert refusal(early) == (422, "review-not-later", "reviewed_on")
    for day, outcome in (("2020-06-02", "to_be_revised"), ("2020-03-03", "kept")):
        require_made(await desk.focal_point.post(path, {"reviewed_on": day, "outcome": outcome}))
    told = require_made(await desk.monitor.get(f"/plans/{plan}"))
    assert (told["reviewed_on"], told["outcome"]) == ("2020-06-02", "to_be_revised")
    again = await desk.focal_point.post(path, {"reviewed_on": "2020-06-02", "outcome": "kept"})
    assert refusal(again) == (409, "reviewed-already", "reviewed_on")


# Actions


async def agreed(desk: Desk, concern: int, **changes: Any) -> Any:
    return await desk.focal_point.post("/actions", {"concern_id": concern} | ACTION | changes)


async def test_an_action_is_agreed_about_a_concern_and_ends_with_a_result(desk: Desk) -> None:
    forum = await desk.active()
    concern = await accepted(desk, forum)
    made = require_made(await agreed(desk, concern))
    assert {name: made[name] for name in ACTION} == ACTION
    assert (made["forum_id"], made["ended_on"], made["result"]) == (forum, None, None)
    assert (await shown(desk, concern))["status"] == "action_agreed"
    path, ending = f"/actions/{made['id']}", {"ended_on": "2020-02-25", "result": "done"}
    early = await desk.focal_point.post(f"{path}/end", ending | {"ended_on": "2019-12-02"})
    assert refusal(early) == (422, "ended-before-agreed", "ended_on")
    ended = require_made(await desk.focal_point.post(f"{path}/end", ending))
    assert {name: ended[name] for name in ending} == ending
    assert refusal(await desk.focal_point.post(f"{path}/end", ending)) == (409, "action-ended", None)
    undone = require_made(await desk.focal_point.post(f"{path}/undo", {"reason": "entered_in_error"}))
    assert (undone["ended_on"], undone["result"]) == (None, None)
    again = await desk.focal_point.post(f"{path}/undo", {"reason": "entered_in_error"})
    assert refusal(again) == (409, "action-not-ended", None)


async def test_nothing_is_agreed_about_what_is_not_open_or_due_before(desk: Desk) -> None:
    forum = await desk.active()
    raw, concern = await raised(desk, forum), await accepted(desk, forum)
    assert refusal(await agreed(desk, raw)) == (409, "not-accepted", "concern_id")
    assert refusal(await agreed(desk, 999)) == (404, "unknown-concern", "concern_id")
    assert refusal(await agreed(desk, concern, due_on="2019-12-02")) == (422, "due-before", "due_on")
    require_made(await state(desk, concern, "resolve", "2019-12-03"))
    assert refusal(await agreed(desk, concern)) == (409, "concern-closed", "concern_id")


# Referrals


async def referred(desk: Desk, concern: int, **changes: Any) -> dict[str, Any]:
    return require_made(await desk.focal_point.post("/referrals", {"concern_id": concern} | REFERRAL | changes))


async def answer(desk: Desk, referral: int, what: str, on: str = "2019-12-17") -> Any:
    return await desk.focal_point.post(f"/referrals/{referral}/answer", {"answered_on": on, "answer": what})


async def test_a_concern_is_passed_on_and_an_answer_comes_back(desk: Desk) -> None:
    concern = await accepted(desk, await desk.active())
    made = await referred(desk, concern)
    assert {name: made[name] for name in REFERRAL} == REFERRAL
    assert (await shown(desk, concern))["status"] == "referred"
    early = await answer(desk, made["id"], "solved", "2019-12-02")
    assert refusal(early) == (422, "answered-before", "answered_on")
    answered = require_made(await answer(desk, made["id"], "taken_up"))
    assert (answered["answered_on"], answered["answer"]) == ("2019-12-17", "taken_up")
    assert refusal(await answer(desk, made["id"], "solved")) == (409, "answered-already", None)
    path = f"/referrals/{made['id']}/undo"
    undone = require_made(await desk.focal_point.post(path, {"reason": "entered_in_error"}))
    assert undone["answer"] is None
    again = await desk.focal_point.post(path, {"reason": "entered_in_error"})
    assert refusal(again) == (409, "not-answered", None)


@pytest.mark.parametrize("what", ["taken_up", "solved", "declined"])
async def test_a_service_that_helps_people_returns_only_that_it_answered(desk: Desk, what: str) -> None:
    concern = await accepted(desk, await desk.active())
    referral = (await referred(desk, concern, target="aid_service"))["id"]
    assert refusal(await answer(desk, referral, what)) == (422, "only-answered", "answer")
    async with desk.service.connection() as connection:
        for target, constraint in (
            ("aid_service", "ck_referral_answers_wall"),
            ("police", "fk_referral_answers_referral_id_target_referrals"),
        ):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
                await connection.execute(
                    "INSERT INTO referral_answers (referral_id, target, answered_on, answer, recorded_by)"
                    " VALUES ($1, $2, '2020-01-01', $3, 'staff:x')",
                    referral,
                    target,
                    what,
                )
            assert refused.value.constraint_name == constraint
    assert require_made(await answer(desk, referral, "answered"))["answer"] == "answered"


@pytest.mark.parametrize("name", ["person", "person_id", "name", "recipient", "text"])
async def test_nobody_is_passed_on_with_a_concern(desk: Desk, name: str) -> None:
    concern = await accepted(desk, await desk.active())
    passing = {"concern_id": concern} | REFERRAL | {name: "4821-7730-5142"}
    assert refusal(await desk.focal_point.post("/referrals", passing)) == (422, "invalid-request", name)
    referral = (await referred(desk, concern))["id"]
    coming_back = {"answered_on": "2019-12-17", "answer": "solved", name: "4821-7730-5142"}
    back = await desk.focal_point.post(f"/referrals/{referral}/answer", coming_back)
    assert refusal(back) == (422, "invalid-request", name)


async def test_nothing_is_voided_that_something_follows_from(desk: Desk) -> None:
    forum = await desk.active()
    planned, acted, passed, double, other = [await accepted(desk, forum) for _ in range(5)]
    plan = require_made(await adopt(desk, forum, planned))["id"]
    action = require_made(await agreed(desk, acted))["id"]
    referral = (await referred(desk, passed))["id"]
    require_made(await merge(desk, double, other))
    for concern in (planned, acted, passed, other):
        assert refusal(await desk.focal_point.void(f"/concerns/{concern}")) == (409, "concern-at-work", None)
    assert refusal(await desk.focal_point.void(f"/forums/{forum}")) == (409, "forum-has-worked", None)
    for path in (f"/plans/{plan}", f"/actions/{action}", f"/referrals/{referral}"):
        require_made(await desk.focal_point.void(path))
    require_made(await desk.focal_point.post(f"/concerns/{double}/unmerge", {"reason": "entered_in_error"}))
    for concern in (planned, acted, passed, double):
        require_made(await desk.focal_point.void(f"/concerns/{concern}"))


async def test_what_let_something_follow_is_not_taken_back_while_that_stands(desk: Desk) -> None:
    concern = await accepted(desk, await desk.active())

    async def taken_back() -> Any:
        return await desk.focal_point.post(f"/concerns/{concern}/undo", {"reason": "entered_in_error"})

    first = require_made(await agreed(desk, concern))["id"]
    for act in ("resolve", "reopen"):
        require_made(await state(desk, concern, act, "2019-12-10"))
    second = require_made(await agreed(desk, concern, agreed_on="2019-12-17"))["id"]
    for action, before in ((second, ["reopened"]), (first, ["resolved", "action_agreed", "accepted"])):
        assert [require_made(await taken_back())["status"] for _ in before] == before
        assert refusal(await taken_back()) == (409, "concern-at-work", None)
        require_made(await desk.focal_point.void(f"/actions/{action}"))
    assert require_made(await taken_back())["status"] == "raised"


async def test_nothing_outside_the_areas_is_found_changed_or_agreed(desk: Desk) -> None:
    forum = await desk.active()
    concern = await accepted(desk, forum)
    plan = require_made(await adopt(desk, forum, concern))["id"]
    action = require_made(await agreed(desk, concern))["id"]
    referral = (await referred(desk, concern))["id"]
    najaf = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG04",))
    for path in (f"/plans/{plan}", f"/actions/{action}", f"/referrals/{referral}"):
        assert refusal(await najaf.get(path)) == (404, "not-found", None)
        assert refusal(await najaf.void(path)) == (404, "not-found", None)
    for path, body in (("/actions", ACTION), ("/referrals", REFERRAL)):
        answer = await najaf.post(path, {"concern_id": concern} | body)
        assert refusal(answer) == (404, "unknown-concern", "concern_id")


async def test_what_is_done_about_a_concern_leaves_its_rows_in_the_outbox(desk: Desk) -> None:
    forum = await desk.active()
    concern = await accepted(desk, forum)
    require_made(await adopt(desk, forum, concern))
    require_made(await agreed(desk, concern))
    referral = (await referred(desk, concern))["id"]
    require_made(await answer(desk, referral, "solved"))
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT type, data FROM outbox ORDER BY seq OFFSET 4")
    about = f'{{"forum": {forum}}}'
    assert [row["type"] for row in rows] == [
        "concern.changed",
        "plan.adopted",
        "action.agreed",
        "concern.changed",
        "referral.made",
        "concern.changed",
        "referral.answered",
    ]
    assert rows[1]["data"] == rows[2]["data"] == rows[4]["data"] == rows[6]["data"] == about
