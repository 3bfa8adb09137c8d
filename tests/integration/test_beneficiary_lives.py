"""Households, membership, displacement, activities and attendance: each rule and each refusal."""

import asyncio
from typing import Any

import pytest
from callers import Running, datasets, refusal, require_made, waiting
from registry import ACTIVITY, NAJAF, NINEWA, SHIKHAN, TELAFAR, ZUMMAR, Registry

from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role
from shared.classification import LOW, MODERATE, Scope

NOBODY, NOTHING = number(0), 2_147_483_647


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def member(household: int, person: str, **changes: Any) -> dict[str, Any]:
    return {"household_id": household, "person": person, "relation": "child", "joined_on": "2019-03-01"} | changes


# --- households and membership ----------------------------------------------------------------------------------------


async def test_a_household_is_formed_where_it_lives(registry: Registry) -> None:
    shown = require_made(await registry.caseworker.get(f"/households/{await registry.household(ZUMMAR)}"))
    assert shown["place"] == ZUMMAR
    for place in ("IQ", "IQG99", "", None):
        answer = await registry.caseworker.post("/households", {"place": place})
        assert refusal(answer) == (422, "invalid-request", "place")


async def test_a_membership_is_shown_with_the_persons_number(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    body = member(home, person, left_on="2019-09-01")
    made = require_made(await registry.caseworker.post("/memberships", body))
    assert {name: made[name] for name in body} == body
    assert require_made(await registry.monitor.get(f"/memberships/{made['id']}")) == made


@pytest.mark.parametrize(
    ("joined_on", "left_on", "free"),
    [
        ("2019-06-01", None, False),
        ("2018-01-01", None, False),
        ("2019-08-31", None, False),
        ("2018-01-01", "2019-03-02", False),
        ("2019-05-01", "2019-05-02", False),
        ("2019-09-01", None, True),
        ("2018-01-01", "2019-03-01", True),
    ],
)
async def test_a_person_lives_in_one_household_at_a_time(
    registry: Registry, joined_on: str, left_on: str | None, free: bool
) -> None:
    person = await registry.person()
    await registry.membership(await registry.household(), person, joined_on="2019-03-01", left_on="2019-09-01")
    body = member(await registry.household(), person, joined_on=joined_on, left_on=left_on)
    answer = await registry.caseworker.post("/memberships", body)
    if free:
        assert answer.status_code == 201
    else:
        assert refusal(answer) == (409, "already-in-a-household", "joined_on")


async def test_a_voided_membership_leaves_the_time_free(registry: Registry) -> None:
    person, home = await registry.person(), await registry.household()
    first = await registry.membership(home, person)
    await registry.caseworker.void(f"/memberships/{first}")
    await registry.membership(home, person)


async def test_of_two_households_that_take_a_person_at_once_one_does(registry: Registry) -> None:
    person, homes = await registry.person(), [await registry.household() for _ in range(2)]
    asked = (registry.caseworker.post("/memberships", member(home, person)) for home in homes)
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_a_membership_waits_for_one_that_is_being_recorded_elsewhere(registry: Registry) -> None:
    person, homes = await registry.person(), [await registry.household() for _ in range(2)]
    async with registry.service.connection() as one, registry.service.connection() as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute(
            "INSERT INTO memberships (household_id, person_id, relation, joined_on, recorded_by)"
            " SELECT $1, id, 'head', '2019-01-01', 'x' FROM people WHERE registration_number = $2",
            homes[0],
            person,
        )
        second = asyncio.create_task(registry.caseworker.post("/memberships", member(homes[1], person)))
        await waiting(other, 1)
        await transaction.commit()
    assert refusal(await second) == (409, "already-in-a-household", "joined_on")


@pytest.mark.parametrize("left_on", ["2019-03-01", "2019-02-28"])
async def test_a_member_leaves_after_joining(registry: Registry, left_on: str) -> None:
    body = member(await registry.household(), await registry.person(), left_on=left_on)
    answer = await registry.caseworker.post("/memberships", body)
    assert refusal(answer) == (422, "left-before-joining", "left_on")


async def test_a_membership_needs_a_household_and_a_person_who_stand_and_are_in_reach(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    gone = await registry.household()
    await registry.caseworker.void(f"/households/{gone}")
    far, stranger = await registry.household(NAJAF), await registry.person(place=NAJAF)
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for body, type, field in (
        (member(NOTHING, person), "unknown-household", "household_id"),
        (member(gone, person), "unknown-household", "household_id"),
        (member(far, person), "unknown-household", "household_id"),
        (member(home, NOBODY), "unknown-person", "person"),
        (member(home, stranger), "unknown-person", "person"),
    ):
        assert refusal(await near.post("/memberships", body)) == (404, type, field)


async def test_a_household_with_members_is_not_voided(registry: Registry) -> None:
    home = await registry.household()
    membership = await registry.membership(home, await registry.person())
    answer = await registry.caseworker.void(f"/households/{home}")
    assert refusal(answer) == (409, "household-has-members", None)
    require_made(await registry.caseworker.void(f"/memberships/{membership}"))
    voided = require_made(await registry.caseworker.void(f"/households/{home}", "duplicate"))
    assert voided["void_reason"] == "duplicate"
    assert refusal(await registry.caseworker.void(f"/households/{home}")) == (409, "already-voided", None)


async def test_the_voiding_of_a_household_waits_for_a_member_under_way_and_is_then_refused(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    async with registry.service.connection() as one, registry.service.connection() as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute("SELECT FROM households WHERE id = $1 FOR SHARE", home)
        await one.execute(
            "INSERT INTO memberships (household_id, person_id, relation, joined_on, recorded_by)"
            " SELECT $1, id, 'head', '2019-01-01', 'x' FROM people WHERE registration_number = $2",
            home,
            person,
        )
        voiding = asyncio.create_task(registry.caseworker.void(f"/households/{home}"))
        await waiting(other, 1)
        await transaction.commit()
    assert refusal(await voiding) == (409, "household-has-members", None)


# --- displacement -----------------------------------------------------------------------------------------------------


async def test_a_status_is_of_a_household_or_of_a_person(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    stated = {"status": "idp_camp", "since": "2017-02-01"}
    for of in ({"household_id": home}, {"person": person}):
        made = require_made(await registry.caseworker.post("/displacements", stated | of))
        assert {name: made[name] for name in stated | of} == stated | of
    for of in ({}, {"household_id": home, "person": person}):
        answer = await registry.caseworker.post("/displacements", stated | of)
        assert refusal(answer) == (422, "household-or-person", "household_id")


async def test_a_status_needs_somebody_who_stands_and_is_in_reach(registry: Registry) -> None:
    stated = {"status": "returnee", "since": "2018-01-01"}
    far, stranger = await registry.household(NAJAF), await registry.person(place=NAJAF)
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for of, type, field in (
        ({"household_id": NOTHING}, "unknown-household", "household_id"),
        ({"household_id": far}, "unknown-household", "household_id"),
        ({"person": NOBODY}, "unknown-person", "person"),
        ({"person": stranger}, "unknown-person", "person"),
    ):
        assert refusal(await near.post("/displacements", stated | of)) == (404, type, field)


async def test_a_status_is_found_where_the_household_or_the_person_lives(registry: Registry) -> None:
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for of, found in (
        ({"household_id": await registry.household()}, True),
        ({"household_id": await registry.household(NAJAF)}, False),
        ({"person": await registry.person()}, True),
        ({"person": await registry.person(place=NAJAF)}, False),
    ):
        path = f"/displacements/{await registry.displacement(**of)}"
        assert (await near.get(path)).status_code == (200 if found else 404)
        assert (await near.void(path)).status_code == (200 if found else 404)


# --- activities and attendance ----------------------------------------------------------------------------------------


async def test_an_activity_is_shown_as_it_was_recorded(registry: Registry) -> None:
    shown = require_made(await registry.monitor.get(f"/activities/{await registry.activity()}"))
    assert {name: shown[name] for name in ACTIVITY} == ACTIVITY


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ends_on": "2019-05-31"}, (422, "ends-before-start", "ends_on")),
        ({"place": NINEWA}, (422, "invalid-request", "place")),
        ({"project": "pilot"}, (422, "invalid-request", "project")),
        ({"type": "combat"}, (422, "invalid-request", "type")),
        ({"starts_on": "yesterday"}, (422, "invalid-request", "starts_on")),
    ],
)
async def test_an_activity_that_cannot_be_is_refused(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert refusal(await registry.lead.post("/activities", ACTIVITY | changes)) == expected


async def test_an_activity_may_last_one_day(registry: Registry) -> None:
    await registry.activity(starts_on="2019-06-01", ends_on="2019-06-01")


async def test_the_attendances_of_a_voided_activity_stay_recorded(registry: Registry) -> None:
    activity = await registry.activity()
    attendance = await registry.attendance(activity, await registry.person())
    require_made(await registry.lead.void(f"/activities/{activity}"))
    assert require_made(await registry.lead.get(f"/attendances/{attendance}"))["voided_at"] is None


async def test_nothing_is_recorded_under_a_project_outside_the_mandate(registry: Registry) -> None:
    activity, person = await registry.activity(), await registry.person()
    attendance = await registry.attendance(activity, person)
    other = registry.service.caller(Role.ACTIVITY_LEAD, projects=("JPN-SDN-2020",))
    assert refusal(await other.post("/activities", ACTIVITY)) == (403, "outside-projects", "project")
    body = {"session_id": await registry.session(activity), "person": person, "outcome": "present"}
    assert refusal(await other.post("/attendances", body)) == (403, "outside-projects", "session_id")
    for path in (f"/activities/{activity}", f"/attendances/{attendance}"):
        assert refusal(await other.get(path)) == (404, "not-found", None)
        assert refusal(await other.void(path)) == (404, "not-found", None)


# --- all of them alike ------------------------------------------------------------------------------------------------

REGISTRARS = {Role.CASEWORKER, Role.PROTECTION}
LEADS = {Role.CASEWORKER, Role.ACTIVITY_LEAD}
MAY: dict[str, tuple[set[Role], set[Role]]] = {
    "households": (REGISTRARS | {Role.MONITORING}, REGISTRARS),
    "memberships": (REGISTRARS | {Role.MONITORING}, REGISTRARS),
    "displacements": (REGISTRARS | {Role.MONITORING}, REGISTRARS),
    "activities": (REGISTRARS | LEADS | {Role.MONITORING}, REGISTRARS | LEADS),
    "sessions": (REGISTRARS | LEADS | {Role.MONITORING}, REGISTRARS | LEADS),
    "enrolments": (REGISTRARS | LEADS | {Role.MONITORING}, REGISTRARS | LEADS),
    "attendances": (REGISTRARS | LEADS | {Role.MONITORING}, REGISTRARS | LEADS),
}


HARMLESS = {
    "activities": {
        *("id", "project", "type", "place", "starts_on", "ends_on"),
        *("capacity", "by_enrolment", "certificate_share"),
    },
    "sessions": {"id", "activity_id", "held_on", "hours", "place"},
}
"""What is told of each to whoever is told least; of the others nothing."""


async def made(registry: Registry, noun: str, place: str = TELAFAR) -> int:
    match noun:
        case "households":
            return await registry.household(place)
        case "memberships":
            return await registry.membership(await registry.household(place), await registry.person())
        case "displacements":
            return await registry.displacement(household_id=await registry.household(place))
    return await taken_part(registry, noun, place)


async def taken_part(registry: Registry, noun: str, place: str) -> int:
    activity = await registry.activity(place=place, by_enrolment=noun == "enrolments")
    match noun:
        case "activities":
            return activity
        case "sessions":
            return await registry.session(activity)
        case "enrolments":
            return await registry.enrolment(activity, await registry.person())
        case _:
            return await registry.attendance(activity, await registry.person())


@pytest.mark.parametrize("noun", MAY)
async def test_each_role_does_what_it_may_and_no_more(registry: Registry, noun: str) -> None:
    reads, writes = MAY[noun]
    forbidden = (403, "not-your-role", None)
    for role in Role:
        caller, path = registry.service.caller(role), f"/{noun}/{await made(registry, noun)}"
        read, form, void = await caller.get(path), await caller.post(f"/{noun}", {}), await caller.void(path)
        assert read.is_success if role in reads else refusal(read) == forbidden
        assert refusal(form)[:2] == (422, "invalid-request") if role in writes else form.status_code in {403, 422}
        assert void.is_success if role in writes else refusal(void) == forbidden


@pytest.mark.parametrize("noun", MAY)
async def test_what_lies_outside_the_areas_is_not_found(registry: Registry, noun: str) -> None:
    path = f"/{noun}/{await made(registry, noun, NAJAF)}"
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA, SHIKHAN))
    nothing = refusal(await near.get(f"/{noun}/{NOTHING}"))
    assert nothing == (404, "not-found", None)
    assert refusal(await near.get(path)) == nothing
    assert refusal(await near.void(path)) == nothing
    assert (await registry.caseworker.get(path)).status_code == 200


async def test_nothing_is_written_outside_the_areas(registry: Registry) -> None:
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for path, body in (("/households", {"place": NAJAF}), ("/activities", ACTIVITY | {"place": NAJAF})):
        assert refusal(await near.post(path, body)) == (403, "outside-area", "place")


@pytest.mark.parametrize("noun", MAY)
async def test_each_is_voided_once_with_a_reason(registry: Registry, noun: str) -> None:
    id = await made(registry, noun)
    assert (await registry.caseworker.get(f"/{noun}/{id}")).json()["voided_at"] is None
    voided = require_made(await registry.caseworker.void(f"/{noun}/{id}", "duplicate"))
    assert (voided["void_reason"], voided["voided_by"]) == ("duplicate", "staff:somebody")
    assert refusal(await registry.caseworker.void(f"/{noun}/{id}")) == (409, "already-voided", None)
    assert refusal(await registry.caseworker.post(f"/{noun}/{id}/void", {"reason": "x"}))[2] == "reason"
    assert require_made(await registry.caseworker.get(f"/{noun}/{id}")) == voided


@pytest.mark.parametrize("noun", MAY)
async def test_fields_are_withheld_by_ceiling_and_by_name(registry: Registry, noun: str) -> None:
    path = f"/{noun}/{await made(registry, noun)}"
    whole = require_made(await registry.caseworker.get(path))
    shallow = require_made(await registry.service.caller(Role.CASEWORKER, datasets=datasets(LOW)).get(path))
    assert set(shallow) == HARMLESS.get(noun, set())
    dataset = DatasetName.HOUSEHOLDS if noun == "memberships" else DatasetName(noun)
    named = {dataset: Scope(ceiling=MODERATE, fields=("id", "recorded_by"))}
    caller = registry.service.caller(Role.CASEWORKER, datasets=named)
    assert require_made(await caller.get(path)) == {"id": whole["id"], "recorded_by": whole["recorded_by"]}
    assert "person_id" not in whole


@pytest.mark.parametrize("id", ["0", "-1", "x", "1.0", "2147483648", "1e3", "%D9%A1"])
async def test_what_is_no_number_of_a_record_is_refused(registry: Registry, id: str) -> None:
    for noun in MAY:
        assert refusal(await registry.caseworker.get(f"/{noun}/{id}")) == (422, "invalid-request", "id")
