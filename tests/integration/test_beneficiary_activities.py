"""Activities, what MHPSS states, and their sessions: each rule and each refusal."""

from typing import Any

import asyncpg
import pytest
from callers import Running, datasets, refusal, require_made
from registry import ACTIVITY, MHPSS, NAJAF, NINEWA, TELAFAR, ZUMMAR, Registry

from services.beneficiary.activities.mhpss import MhpssCode
from shared.callers import Role
from shared.classification import LOW

NOTHING = 2_147_483_647
ENROLLING = {"by_enrolment": True, "capacity": 25, "certificate_share": 80}


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def test_an_activity_is_told_with_who_holds_it_and_how_people_come_in(registry: Registry) -> None:
    stated = ACTIVITY | ENROLLING | {"facilitator": "منظمة جسور الموصل"}
    made = require_made(await registry.lead.post("/activities", stated))
    assert {name: made[name] for name in stated} == stated
    assert (made["mhpss_code"], made["mhpss_layer"], made["not_recommended"]) == (None, None, False)
    assert require_made(await registry.monitor.get(f"/activities/{made['id']}")) == made


async def test_whoever_comes_takes_part_unless_it_is_stated_otherwise(registry: Registry) -> None:
    made = require_made(await registry.lead.post("/activities", ACTIVITY))
    assert (made["by_enrolment"], made["capacity"], made["certificate_share"]) == (False, None, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"capacity": 10}, (422, "goes-by-enrolment", "capacity")),
        ({"certificate_share": 80}, (422, "goes-by-enrolment", "certificate_share")),
        ({"by_enrolment": True, "capacity": 0}, (422, "invalid-request", "capacity")),
        ({"by_enrolment": True, "capacity": 10_001}, (422, "invalid-request", "capacity")),
        ({"by_enrolment": True, "capacity": 2.5}, (422, "invalid-request", "capacity")),
        ({"by_enrolment": True, "certificate_share": 101}, (422, "invalid-request", "certificate_share")),
        ({"by_enrolment": "yes"}, (422, "invalid-request", "by_enrolment")),
        ({"by_enrolment": 1}, (422, "invalid-request", "by_enrolment")),
        ({"by_enrolment": None}, (422, "invalid-request", "by_enrolment")),
        ({"facilitator": ""}, (422, "invalid-request", "facilitator")),
        ({"facilitator": "x" * 201}, (422, "invalid-request", "facilitator")),
        ({"facilitator": "a\nb"}, (422, "invalid-request", "facilitator")),
        ({"eligibility": "ex-combatants"}, (422, "invalid-request", "eligibility")),
        ({"mhpss_code": "3.4"}, (422, "not-mhpss", "mhpss_code")),
        ({"mhpss_layer": "2"}, (422, "not-mhpss", "mhpss_layer")),
        ({"type": "mhpss"}, (422, "mhpss-unclear", "mhpss_code")),
        ({"type": "mhpss", "mhpss_code": "3.4"}, (422, "mhpss-unclear", "mhpss_layer")),
        ({"type": "mhpss", "mhpss_layer": "2"}, (422, "mhpss-unclear", "mhpss_code")),
        (MHPSS | {"mhpss_code": "8"}, (422, "invalid-request", "mhpss_code")),
        (MHPSS | {"mhpss_code": "1.10"}, (422, "invalid-request", "mhpss_code")),
        (MHPSS | {"mhpss_layer": "5"}, (422, "invalid-request", "mhpss_layer")),
        (MHPSS | {"mhpss_layer": 2}, (422, "invalid-request", "mhpss_layer")),
    ],
)
async def test_an_activity_that_cannot_be_is_refused(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert refusal(await registry.lead.post("/activities", ACTIVITY | changes)) == expected


@pytest.mark.parametrize("code", MhpssCode)
async def test_help_for_one_person_is_of_layer_3_or_4_and_all_else_of_any(registry: Registry, code: MhpssCode) -> None:
    for layer in "1234":
        answer = await registry.lead.post("/activities", ACTIVITY | MHPSS | {"mhpss_code": code, "mhpss_layer": layer})
        if 7 <= int(code.partition(".")[0]) <= 10 and layer in "12":
            assert refusal(answer) == (422, "layer-too-low", "mhpss_layer")
        else:
            assert require_made(answer)["mhpss_layer"] == layer


@pytest.mark.parametrize(
    ("stated", "constraint"),
    [
        ("'mhpss', false, NULL, NULL, NULL, NULL", "mhpss_stated"),
        ("'mhpss', false, NULL, NULL, '3.4', NULL", "mhpss_stated"),
        ("'mediation', false, NULL, NULL, NULL, '2'", "mhpss_stated"),
        ("'mhpss', false, NULL, NULL, '10.1', '2'", "mhpss_for_one_person"),
        ("'mediation', false, 10, NULL, NULL, NULL", "capacity"),
        ("'mediation', true, 0, NULL, NULL, NULL", "capacity"),
        ("'mediation', false, NULL, 80, NULL, NULL", "certificate_share"),
        ("'mediation', true, NULL, 101, NULL, NULL", "certificate_share"),
    ],
)
async def test_the_database_keeps_no_activity_that_cannot_be(registry: Registry, stated: str, constraint: str) -> None:
    insert = (
        "INSERT INTO activities (project, place, starts_on, ends_on, recorded_by, type, by_enrolment, capacity,"
        " certificate_share, mhpss_code, mhpss_layer)"
        f" VALUES ('X', 'IQG15Q08', '2019-01-01', '2019-01-02', 'x', {stated})"
    )
    async with registry.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match=f"ck_activities_{constraint}"):
            await connection.execute(insert)


async def test_debriefing_is_recorded_with_a_warning(registry: Registry) -> None:
    for code, warned in (("8.5", True), ("8.4", False)):
        stated = ACTIVITY | MHPSS | {"mhpss_code": code, "mhpss_layer": "3"}
        made = require_made(await registry.lead.post("/activities", stated))
        assert made["not_recommended"] is warned
        assert require_made(await registry.monitor.get(f"/activities/{made['id']}"))["not_recommended"] is warned


# --- sessions ---------------------------------------------------------------------------------------------------------


async def test_a_session_is_told_as_it_was_scheduled(registry: Registry) -> None:
    activity = await registry.activity()
    stated = {"activity_id": activity, "held_on": "2019-06-10", "hours": "2.50", "place": ZUMMAR}
    made = require_made(await registry.lead.post("/sessions", stated))
    assert {name: made[name] for name in stated} == stated
    assert require_made(await registry.monitor.get(f"/sessions/{made['id']}")) == made
    listed = require_made(await registry.monitor.get("/sessions", activity_id=str(activity)))
    assert listed["items"] == [made]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"held_on": "2019-05-31"}, (422, "outside-activity", "held_on")),
        ({"held_on": "2019-07-01"}, (422, "outside-activity", "held_on")),
        ({"place": NAJAF}, (422, "outside-place", "place")),
        ({"place": NINEWA}, (422, "outside-place", "place")),
        *(({"hours": hours}, (422, "invalid-request", "hours")) for hours in ("0", "0.00", "24.25", "25", "1.1", "-1")),
        *(({"hours": hours}, (422, "invalid-request", "hours")) for hours in (2, 2.5, "", "2.", "1e1", "٢", "NaN")),
        ({"activity_id": NOTHING}, (404, "unknown-activity", "activity_id")),
    ],
)
async def test_a_session_that_cannot_be_is_refused(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    stated = {"activity_id": await registry.activity(), "held_on": "2019-06-10"} | changes
    assert refusal(await registry.lead.post("/sessions", stated)) == expected


@pytest.mark.parametrize("hours", ["0.25", "0.5", "1", "2.75", "23.75", "24"])
async def test_a_session_lasts_from_a_quarter_of_an_hour_to_a_day(registry: Registry, hours: str) -> None:
    activity = await registry.activity()
    body = {"activity_id": activity, "held_on": "2019-06-01", "hours": hours}
    assert float(require_made(await registry.lead.post("/sessions", body))["hours"]) == float(hours)


async def test_a_session_needs_an_activity_that_stands_in_reach(registry: Registry) -> None:
    gone, far = await registry.activity(), await registry.activity(place=NAJAF)
    require_made(await registry.lead.void(f"/activities/{gone}"))
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    for activity in (gone, far):
        body = {"activity_id": activity, "held_on": "2019-06-10"}
        assert refusal(await near.post("/sessions", body)) == (404, "unknown-activity", "activity_id")
    other = registry.service.caller(Role.ACTIVITY_LEAD, projects=("JPN-SDN-2020",))
    body = {"activity_id": await registry.activity(), "held_on": "2019-06-10"}
    assert refusal(await other.post("/sessions", body)) == (403, "outside-projects", "activity_id")


async def test_a_session_is_cancelled_once(registry: Registry) -> None:
    session = await registry.session(await registry.activity())
    cancelled = require_made(await registry.lead.void(f"/sessions/{session}"))
    assert cancelled["void_reason"] == "entered_in_error"
    assert refusal(await registry.lead.void(f"/sessions/{session}")) == (409, "already-voided", None)


async def test_what_is_harmless_of_a_session_is_told_at_the_lowest_ceiling(registry: Registry) -> None:
    session = await registry.session(await registry.activity(), hours="2", place=TELAFAR)
    low = registry.service.caller(Role.CASEWORKER, datasets=datasets(LOW))
    told = require_made(await low.get(f"/sessions/{session}"))
    assert set(told) == {"id", "activity_id", "held_on", "hours", "place"}
