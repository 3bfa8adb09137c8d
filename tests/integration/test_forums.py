"""Community policing forums, the seats in them, and how many forums a project established."""

import asyncio
from typing import Any

import asyncpg
import pytest
from callers import datasets, refusal, require_made, waiting
from desk import FORUM, MEMBER, NAJAF, NINEWA, TELAFAR, ZUMMAR, Desk

from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, Scope

# Forums


async def test_a_forum_is_shown_as_it_was_recorded(desk: Desk) -> None:
    shown = require_made(await desk.monitor.get(f"/forums/{await desk.forum()}"))
    assert {name: shown[name] for name in FORUM} == FORUM


async def test_a_forum_may_be_set_up_without_a_project(desk: Desk) -> None:
    body = {name: value for name, value in FORUM.items() if name != "project"}
    assert require_made(await desk.focal_point.post("/forums", body))["project"] is None


@pytest.mark.parametrize(
    ("level", "place"),
    [("governorate", NINEWA), ("district", TELAFAR), ("sub_district", ZUMMAR), ("neighbourhood", ZUMMAR)],
)
async def test_a_forum_lies_in_a_place_of_its_level_and_in_no_other(desk: Desk, level: str, place: str) -> None:
    for other in {"IQ", NINEWA, TELAFAR, ZUMMAR} - {place}:
        answer = await desk.focal_point.post("/forums", FORUM | {"level": level, "place": other})
        assert refusal(answer) == (422, "level-and-place", "place"), other
    await desk.forum(level=level, place=place)


async def test_the_database_too_refuses_a_place_of_another_level(desk: Desk) -> None:
    async with desk.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="ck_forums_level_and_place"):
            await connection.execute(
                "INSERT INTO forums (name, level, place, established_on, set_up_by, recorded_by)"
                " VALUES ('Forum', 'governorate', 'IQG15Q08', '2019-06-18', 'community', 'staff:x')"
            )


async def test_a_forum_in_an_unknown_place_is_refused(desk: Desk) -> None:
    answer = await desk.focal_point.post("/forums", FORUM | {"place": "IQG99Q01"})
    assert refusal(answer) == (422, "invalid-request", "place")


async def test_a_forum_with_a_standing_member_is_not_voided(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum)
    assert refusal(await desk.focal_point.void(f"/forums/{forum}")) == (409, "forum-has-members", None)
    require_made(await desk.focal_point.void(f"/members/{member}"))
    assert require_made(await desk.focal_point.void(f"/forums/{forum}"))["void_reason"] == "entered_in_error"
    assert refusal(await desk.focal_point.void(f"/forums/{forum}")) == (409, "already-voided", None)


async def test_a_seat_waits_for_the_voiding_of_its_forum_and_is_then_refused(desk: Desk) -> None:
    forum = await desk.forum()
    async with desk.service.connection() as voider:
        async with voider.transaction():
            await voider.fetch("SELECT FROM forums FOR UPDATE")
            await voider.execute(
                "UPDATE forums SET voided_at = recorded_now(), voided_by = 'staff:x', void_reason = 'duplicate'"
            )
            seating = asyncio.create_task(desk.focal_point.post("/members", MEMBER | {"forum_id": forum}))
            await waiting(voider, 1)
        assert refusal(await seating) == (404, "unknown-forum", "forum_id")


async def test_the_voiding_of_a_forum_waits_for_a_seat_under_way_and_is_then_refused(desk: Desk) -> None:
    forum = await desk.forum()
    async with desk.service.connection() as seater:
        async with seater.transaction():
            await seater.fetch("SELECT FROM forums FOR SHARE")
            await seater.execute(
                "INSERT INTO members (forum_id, role, sex, age_band, joined_on, recorded_by)"
                " VALUES ($1, 'head', 'male', '60+', '2019-06-18', 'staff:x')",
                forum,
            )
            voiding = asyncio.create_task(desk.focal_point.void(f"/forums/{forum}"))
            await waiting(seater, 1)
        assert refusal(await voiding) == (409, "forum-has-members", None)


# Members


async def test_a_seat_is_shown_without_anybody_in_it(desk: Desk) -> None:
    forum = await desk.forum()
    shown = require_made(await desk.monitor.get(f"/members/{await desk.member(forum, left_on='2020-01-15')}"))
    stated = MEMBER | {"forum_id": forum, "left_on": "2020-01-15"}
    assert {name: shown[name] for name in stated} == stated
    document = desk.service.app.openapi()["components"]["schemas"]
    for schema in ("MemberDraft", "MemberView"):
        assert not {"name", "person", "person_id", "recipient"} & document[schema]["properties"].keys()


async def test_a_name_for_a_seat_is_not_even_accepted(desk: Desk) -> None:
    answer = await desk.focal_point.post("/members", MEMBER | {"forum_id": await desk.forum(), "name": "Ahmed"})
    assert refusal(answer) == (422, "invalid-request", "name")


async def test_a_seat_needs_a_forum_that_stands_and_is_in_reach(desk: Desk) -> None:
    unknown = (404, "unknown-forum", "forum_id")
    assert refusal(await desk.focal_point.post("/members", MEMBER | {"forum_id": 999})) == unknown
    forum = await desk.forum()
    najaf = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG04",))
    assert refusal(await najaf.post("/members", MEMBER | {"forum_id": forum})) == unknown
    await desk.focal_point.void(f"/forums/{forum}")
    assert refusal(await desk.focal_point.post("/members", MEMBER | {"forum_id": forum})) == unknown


async def test_nobody_joins_before_the_forum_is_established(desk: Desk) -> None:
    body = MEMBER | {"forum_id": await desk.forum()}
    early = await desk.focal_point.post("/members", body | {"joined_on": "2019-06-17"})
    assert refusal(early) == (422, "before-establishment", "joined_on")
    require_made(await desk.focal_point.post("/members", body | {"joined_on": "2019-06-18"}))


async def test_a_member_leaves_after_the_day_of_joining(desk: Desk) -> None:
    body = MEMBER | {"forum_id": await desk.forum()}
    same_day = await desk.focal_point.post("/members", body | {"left_on": "2019-06-18"})
    assert refusal(same_day) == (422, "left-before-joining", "left_on")
    require_made(await desk.focal_point.post("/members", body | {"left_on": "2019-06-19"}))


# Who may do what, and where


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("POST", "/forums", Role.MONITORING),
        ("POST", "/forums/1/void", Role.MONITORING),
        ("GET", "/forums/1", Role.CASEWORKER),
        ("POST", "/members", Role.MONITORING),
        ("POST", "/members/1/void", Role.ADMINISTRATOR),
        ("GET", "/members/1", Role.PROTECTION),
        ("GET", "/establishment?project=JPN-SDN-2019", Role.FORUM_FOCAL_POINT),
    ],
)
async def test_a_role_that_a_route_does_not_name_is_refused(desk: Desk, method: str, path: str, role: Role) -> None:
    await desk.member(await desk.forum())
    caller = desk.service.caller(role)
    body = {"/forums": FORUM, "/members": MEMBER | {"forum_id": 1}}.get(path, {"reason": "duplicate"})
    answer = await (caller.get(path) if method == "GET" else caller.post(path, body))
    assert refusal(answer) == (403, "not-your-role", None)


async def test_nothing_outside_the_areas_is_found_voided_or_written(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum)
    najaf = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG04", "IQG15Q07"))
    for path in (f"/forums/{forum}", f"/members/{member}"):
        assert refusal(await najaf.get(path)) == (404, "not-found", None), path
        assert refusal(await najaf.void(path)) == (404, "not-found", None), path
        assert require_made(await desk.focal_point.get(path))["voided_at"] is None, path
    assert refusal(await najaf.post("/forums", FORUM)) == (403, "outside-area", "place")
    require_made(await najaf.post("/forums", FORUM | {"place": NAJAF}))


async def test_the_forum_of_a_governorate_is_out_of_reach_for_one_of_its_districts(desk: Desk) -> None:
    forum = await desk.forum(level="governorate", place=NINEWA)
    telafar = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=(TELAFAR,))
    assert refusal(await telafar.get(f"/forums/{forum}")) == (404, "not-found", None)


async def test_nothing_under_another_project_is_found_or_written(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum)
    without = await desk.forum(project=None)
    outsider = desk.service.caller(Role.FORUM_FOCAL_POINT, projects=("JPN-2",))
    for path in (f"/forums/{forum}", f"/members/{member}", f"/forums/{without}"):
        assert refusal(await outsider.get(path)) == (404, "not-found", None), path
    for project in ("JPN-SDN-2019", None):
        answer = await outsider.post("/forums", FORUM | {"project": project})
        assert refusal(answer) == (403, "outside-projects", "project")
    answer = await outsider.post("/members", MEMBER | {"forum_id": forum})
    assert refusal(answer) == (403, "outside-projects", "forum_id")
    require_made(await outsider.post("/forums", FORUM | {"project": "JPN-2"}))


async def test_fields_above_the_ceiling_or_not_named_are_absent(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum)
    monitor = desk.service.caller(Role.MONITORING, datasets=datasets(LOW))
    now = dict.fromkeys(("status_since", "procedure", "catchment", "police_office", "police_place"))
    shown = require_made(await monitor.get(f"/forums/{forum}"))
    assert shown == FORUM | {"id": forum, "status": "forming", "last_met_on": None, "quiet": False} | now
    assert require_made(await monitor.get(f"/members/{member}")) == {"id": member, "forum_id": forum}
    scope = {DatasetName.MEMBERS: Scope(ceiling=HIGH, fields=("role",))}
    monitor = desk.service.caller(Role.MONITORING, datasets=scope)
    assert require_made(await monitor.get(f"/members/{member}")) == {"role": "head"}
    assert refusal(await monitor.get(f"/forums/{forum}")) == (403, "not-in-mandate", None)


# Asking again


async def test_a_forum_asked_again_with_its_key_is_established_once(desk: Desk) -> None:
    first = require_made(await desk.focal_point.post("/forums", FORUM, key="f-1"))
    assert require_made(await desk.focal_point.post("/forums", FORUM, key="f-1")) == first
    other = await desk.focal_point.post("/forums", FORUM | {"name": "Another"}, key="f-1")
    assert refusal(other) == (422, "idempotency-key-reused", "Idempotency-Key")
    assert (await desk.establishment())["forums_established"]["total"] == 1


async def test_a_seat_and_its_voiding_asked_again_with_their_keys_happen_once(desk: Desk) -> None:
    body = MEMBER | {"forum_id": await desk.forum()}
    first = require_made(await desk.focal_point.post("/members", body, key="m-1"))
    assert require_made(await desk.focal_point.post("/members", body, key="m-1")) == first
    path = f"/members/{first['id']}/void"
    voided = require_made(await desk.focal_point.post(path, {"reason": "corrected"}, key="v-1"))
    assert require_made(await desk.focal_point.post(path, {"reason": "corrected"}, key="v-1")) == voided
    assert refusal(await desk.focal_point.post(path, {"reason": "corrected"})) == (409, "already-voided", None)
    async with desk.service.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM members") == 1


async def test_every_change_leaves_one_row_in_the_outbox(desk: Desk) -> None:
    forum = await desk.forum()
    member = await desk.member(forum)
    await desk.focal_point.void(f"/members/{member}")
    await desk.focal_point.void(f"/forums/{forum}")
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT type, subject FROM outbox ORDER BY seq")
    assert [tuple(row) for row in rows] == [
        ("forum.established", str(forum)),
        ("member.seated", str(member)),
        ("member.voided", str(member)),
        ("forum.voided", str(forum)),
    ]


# How many forums a project established


def established(*, known: bool = True, **by_governorate: int) -> dict[str, Any]:
    """What is told of so many forums that did nothing."""
    return {
        "known": known,
        "forums_established": {"total": sum(by_governorate.values()), "by_governorate": by_governorate},
        "safety_plans": {"adopted": 0, "reviewed": 0},
        "perception_change": [],
    }


async def test_establishment_counts_forums_by_governorate(desk: Desk) -> None:
    await desk.forum()
    await desk.forum(level="sub_district", place=ZUMMAR)
    await desk.forum(place=NAJAF)
    await desk.forum(project="JPN-2")
    await desk.forum(project=None)
    assert await desk.establishment() == established(IQG04=1, IQG15=2)


async def test_establishment_is_told_as_of_the_moment_it_is_asked_for(desk: Desk) -> None:
    before = await desk.service.moment()
    first = await desk.forum()
    one = await desk.service.moment()
    await desk.forum(place=NAJAF)
    two = await desk.service.moment()
    await desk.focal_point.void(f"/forums/{first}")
    voided = await desk.service.moment()
    told = [await desk.establishment(as_of=at) for at in (before, one, two, voided)]
    assert told == [
        established(known=False),
        established(IQG15=1),
        established(IQG04=1, IQG15=1),
        established(IQG04=1),
    ]
    assert await desk.establishment() == told[-1]


async def test_establishment_counts_only_what_lies_within_the_areas(desk: Desk) -> None:
    await desk.forum()
    await desk.forum(place=NAJAF)
    assert await desk.establishment(areas=("IQG04",)) == established(IQG04=1)
    assert await desk.establishment(areas=("IQG01",)) == established()


async def test_a_project_without_forums_or_outside_the_mandate_is_not_known(desk: Desk) -> None:
    await desk.forum()
    unknown = established(known=False)
    assert await desk.establishment("JPN-2") == unknown
    assert await desk.establishment(projects=("JPN-2",)) == unknown


async def test_establishment_below_moderate_is_a_total_alone(desk: Desk) -> None:
    await desk.forum()
    assert await desk.establishment(datasets=datasets(LOW)) == {
        **established(IQG15=1),
        "forums_established": {"total": 1},
    }


async def test_establishment_needs_the_dataset_of_results(desk: Desk) -> None:
    monitor = desk.service.caller(Role.MONITORING, datasets={DatasetName.FORUMS: Scope(ceiling=HIGH)})
    answer = await monitor.get("/establishment", project="JPN-SDN-2019")
    assert refusal(answer) == (403, "not-in-mandate", None)
