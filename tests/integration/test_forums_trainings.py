"""Trainings: police and members of a forum, counted, with the activity that they took part in by its number alone."""

from typing import Any

import pytest
from callers import refusal, require_made
from desk import NAJAF, Desk

from shared.callers import Role

TRAINING = {
    "topic": "community_policing",
    "facilitator": "university",
    "begins_on": "2019-10-08",
    "ends_on": "2019-10-10",
    "activity": 12,
    "trained": [
        {"trainee": "member", "sex": "female", "people": 9},
        {"trainee": "police", "sex": "female", "people": 2},
        {"trainee": "police", "sex": "male", "people": 4},
    ],
}


async def trained(desk: Desk, forum: int, **changes: Any) -> Any:
    return await desk.focal_point.post("/trainings", {"forum_id": forum} | TRAINING | changes)


async def test_who_was_trained_is_counted_and_never_named(desk: Desk) -> None:
    forum = await desk.forum()
    made = require_made(await trained(desk, forum))
    assert {name: made[name] for name in TRAINING} == TRAINING
    assert require_made(await desk.monitor.get(f"/trainings/{made['id']}")) == made
    for asked in ({"forum_id": str(forum)}, {"topic": "community_policing"}, {"activity": "12"}):
        assert require_made(await desk.monitor.get("/trainings", **asked))["items"] == [made]
    assert require_made(await desk.monitor.get("/trainings", activity="13"))["items"] == []
    assert refusal(await desk.focal_point.void(f"/forums/{forum}")) == (409, "forum-has-worked", None)
    assert require_made(await desk.focal_point.void(f"/trainings/{made['id']}"))["voided_at"]
    require_made(await desk.focal_point.void(f"/forums/{forum}"))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"forum_id": 99}, (404, "unknown-forum", "forum_id")),
        ({"ends_on": "2019-10-07"}, (422, "ends-before-it-begins", "ends_on")),
        ({"ends_on": "2090-10-07"}, (422, "in-the-future", "ends_on")),
        ({"trained": []}, (422, "invalid-request", "trained")),
        ({"trained": TRAINING["trained"] * 2}, (422, "invalid-request", "trained")),
        (
            {"trained": [{"trainee": "police", "sex": "male", "people": 0}]},
            (422, "invalid-request", "trained.0.people"),
        ),
        ({"facilitator": "Dr Karim"}, (422, "invalid-request", "facilitator")),
    ],
)
async def test_a_training_that_cannot_be_is_refused(desk: Desk, changes: dict[str, Any], problem: Any) -> None:
    assert refusal(await trained(desk, await desk.forum(), **changes)) == problem


async def test_nobody_is_trained_in_a_closed_forum_or_in_one_out_of_reach(desk: Desk) -> None:
    forum = await desk.active()
    await desk.become(forum, "close", "2019-10-01")
    assert refusal(await trained(desk, forum)) == (409, "forum-closed", "begins_on")
    elsewhere = await desk.forum(place=NAJAF)
    made = require_made(await trained(desk, elsewhere))
    ninewa = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG15",))
    assert (await ninewa.get(f"/trainings/{made['id']}")).status_code == 404
    assert require_made(await ninewa.get("/trainings"))["items"] == []
