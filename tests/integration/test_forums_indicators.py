"""Indicators: how forums work, by governorate, district or forum, over a period, as it was known at a moment."""

from typing import Any

from callers import datasets, refusal, require_made
from desk import FORUM, NAJAF, TELAFAR, ZUMMAR, Desk, hold, peopled, scheduled, there
from test_forums_concerns import merge, raised, state
from test_forums_elections import elected
from test_forums_plans import accepted, adopt, agreed, answer, referred
from test_forums_trainings import trained

from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, Scope

LAST_QUARTER = {"since": "2019-10-01", "until": "2019-12-31"}


async def rows(desk: Desk, **asked: Any) -> list[dict[str, Any]]:
    told = require_made(await desk.monitor.get("/indicators", **(LAST_QUARTER | asked)))
    return list(told["rows"])


async def worked(desk: Desk) -> int:
    """A forum that met, raised four concerns of which two are one, and did something about two."""
    forum = await peopled(desk)
    head = await desk.member(forum, role="member_community", sex="female")
    require_made(await elected(desk, forum, (head, 5, "head"), terms_end_on=None))
    attendance = [there("head", "female"), there("local_police", "male"), there("member_community", "male")]
    require_made(await hold(desk, await scheduled(desk, forum), *attendance))
    await scheduled(desk, forum, scheduled_on="2019-12-03")
    require_made(
        await hold(desk, await scheduled(desk, forum, scheduled_on="2020-01-07"), *attendance, on="2020-01-07")
    )
    quick, slow = await accepted(desk, forum), await accepted(desk, forum)
    double = await raised(desk, forum, category="services")
    await raised(desk, forum, category="services")
    require_made(await merge(desk, double, quick))
    plan = require_made(await adopt(desk, forum, quick))["id"]
    require_made(await desk.focal_point.post(f"/plans/{plan}/review", {"reviewed_on": "2019-12-20", "outcome": "kept"}))
    action = require_made(await agreed(desk, quick))["id"]
    require_made(await desk.focal_point.post(f"/actions/{action}/end", {"ended_on": "2019-12-10", "result": "done"}))
    require_made(await answer(desk, (await referred(desk, slow))["id"], "taken_up"))
    require_made(await trained(desk, forum))
    require_made(await trained(desk, forum, begins_on="2019-09-08", ends_on="2019-09-10"))
    require_made(await state(desk, quick, "resolve", "2019-12-15"))
    require_made(await state(desk, slow, "resolve", "2019-12-25"))
    require_made(await state(desk, slow, "reopen", "2019-12-30"))
    return forum


async def test_a_forum_that_works_is_counted(desk: Desk) -> None:
    forum = await worked(desk)
    [row] = await rows(desk, by="forum")
    assert row == {
        "place": TELAFAR,
        "forum_id": forum,
        "forums": 1,
        "forums_active": 1,
        "meetings_planned": 2,
        "meetings_held": 1,
        "attendance_women": 1,
        "attendance_men": 2,
        "leaders": 1,
        "leaders_women": 1,
        "concerns_raised": 3,
        "raised_by_category": {"theft": 2, "services": 1},
        "concerns_accepted": 2,
        "concerns_resolved": 2,
        "median_days_to_resolve": 45.0,
        "concerns_reopened": 1,
        "actions_agreed": 1,
        "actions_done": 1,
        "referrals_made": 1,
        "referrals_answered": 1,
        "plans_adopted": 1,
        "plans_reviewed": 1,
        "police_trained": 6,
        "members_trained": 9,
        "perception": [],
    }


async def test_forums_are_counted_by_governorate_district_and_one_by_one(desk: Desk) -> None:
    forums = [await desk.forum(), await desk.forum(level="sub_district", place=ZUMMAR), await desk.forum(place=NAJAF)]
    for by, found in (
        ("governorate", [("IQG04", None, 1), ("IQG15", None, 2)]),
        ("district", [(NAJAF, None, 1), (TELAFAR, None, 2)]),
        ("forum", [(NAJAF, forums[2], 1), (TELAFAR, forums[0], 1), (ZUMMAR, forums[1], 1)]),
    ):
        assert [(row["place"], row["forum_id"], row["forums"]) for row in await rows(desk, by=by)] == found
    assert [row["forums"] for row in await rows(desk, place=TELAFAR)] == [2]
    assert await rows(desk, project="JPN-2") == []


async def test_only_what_lies_in_the_period_is_counted(desk: Desk) -> None:
    await worked(desk)
    [row] = await rows(desk, since="2020-01-01", until="2020-01-31")
    assert (row["meetings_planned"], row["meetings_held"], row["concerns_raised"]) == (1, 1, 0)
    assert (row["median_days_to_resolve"], row["raised_by_category"]) == (None, {})
    assert (row["forums_active"], row["leaders"]) == (1, 1)
    [row] = await rows(desk, since="2019-01-01", until="2019-06-17")
    assert (row["forums_active"], row["leaders"], row["meetings_held"]) == (0, 0, 0)


async def test_indicators_are_told_as_of_the_moment_they_are_asked_for(desk: Desk) -> None:
    forum = await desk.active()
    before = await desk.service.moment()
    one, other = await raised(desk, forum), await raised(desk, forum)
    two = await desk.service.moment()
    require_made(await merge(desk, one, other))
    merged = await desk.service.moment()
    require_made(await desk.focal_point.post(f"/concerns/{one}/unmerge", {"reason": "entered_in_error"}))
    for concern in (one, other):
        require_made(await desk.focal_point.void(f"/concerns/{concern}"))
    told = [(await rows(desk, as_of=at.isoformat()))[0]["concerns_raised"] for at in (before, two, merged)]
    assert told == [0, 2, 1]
    assert (await rows(desk))[0]["concerns_raised"] == 0
    future = await desk.monitor.get("/indicators", as_of="2090-01-01T00:00:00Z")
    assert refusal(future) == (422, "as-of-in-the-future", "as_of")


async def test_nothing_that_protection_alone_may_know_is_counted(desk: Desk) -> None:
    forum = await desk.active()
    before = await rows(desk)
    handed = {"forum_id": forum, "kind": "gbv", "place": TELAFAR, "raised_on": "2019-11-05"}
    require_made(await desk.focal_point.post("/safeguards", handed))
    assert await rows(desk) == before


async def test_nothing_outside_the_areas_or_projects_is_counted(desk: Desk) -> None:
    await desk.forum()
    await desk.forum(place=NAJAF, project="JPN-2")
    najaf = desk.service.caller(Role.MONITORING, areas=("IQG04",))
    told = require_made(await najaf.get("/indicators", **LAST_QUARTER))["rows"]
    assert [row["place"] for row in told] == ["IQG04"]
    pilot = desk.service.caller(Role.MONITORING, projects=(str(FORUM["project"]),))
    told = require_made(await pilot.get("/indicators", **LAST_QUARTER))["rows"]
    assert [row["place"] for row in told] == ["IQG15"]


async def test_indicators_are_told_as_deep_as_forums_are_opened(desk: Desk) -> None:
    await worked(desk)
    low = desk.service.caller(Role.MONITORING, datasets=datasets(LOW))
    [row] = require_made(await low.get("/indicators", **LAST_QUARTER))["rows"]
    assert not {"attendance_women", "attendance_men", "leaders_women"} & row.keys()
    other = desk.service.caller(Role.MONITORING, datasets={DatasetName.MEMBERS: Scope(ceiling=HIGH)})
    assert refusal(await other.get("/indicators")) == (403, "not-in-mandate", None)


async def test_a_period_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    answer = await desk.monitor.get("/indicators", since="2020-01-02", until="2020-01-01")
    assert refusal(answer) == (422, "period-backwards", "until")


async def test_a_period_is_ninety_days_unless_its_beginning_is_stated(desk: Desk) -> None:
    told = require_made(await desk.monitor.get("/indicators", until="2020-03-30"))
    assert (told["by"], told["since"], told["until"], told["rows"]) == ("governorate", "2020-01-01", "2020-03-30", [])
