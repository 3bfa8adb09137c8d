"""The results of a project by quarter, compared with looking at every row of an invented register alone."""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import premises
import pytest
import quarter_reference as reference
from callers import refusal, require_made
from premises import NAJAF, PILOT, House

from demo import filling
from demo.projects import FOLLOWUP
from demo.sizes import Extent
from shared.callers import Role, Service

RESULTS = f"/v1/projects/{PILOT}/results"
QUARTERS = f"{RESULTS}/quarters"


@pytest.fixture(scope="module")
async def house(module_clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house over an invented register, in which some who were given something are one person."""
    urls = {application: await module_clone(application) for application in (*Service, "gateway")}
    folder = tmp_path_factory.mktemp("register")
    await filling.fill({service: urls[service] for service in Service}, folder, Extent(people=300, seed=8))

    async def taken(application: str) -> str:
        return urls[application]

    async with premises.house(taken) as opened:
        async with opened.connection(Service.GRANTS) as connection:
            given = await connection.fetch("SELECT DISTINCT person_id FROM assistances ORDER BY 1 LIMIT 12")
        async with opened.connection(Service.BENEFICIARY) as connection:
            for one, other in zip(given[:6], given[6:], strict=True):
                await connection.execute(
                    "INSERT INTO identities (person_id, survivor_id, recorded_by) VALUES ($1, $2, 'test')",
                    one["person_id"],
                    other["person_id"],
                )
        yield opened


def without_status(told: dict[str, Any]) -> dict[str, Any]:
    told["people_reached"].pop("by_displacement_status", None)
    return told


@pytest.mark.parametrize(
    ("project", "areas"), [(PILOT, ("IQ",)), (PILOT, ("IQG15",)), (PILOT, (NAJAF,)), (FOLLOWUP.code, ("IQ",))]
)
async def test_quarters_are_what_looking_at_every_row_alone_gives(
    house: House, project: str, areas: tuple[str, ...]
) -> None:
    told = require_made(await house.monitor("somebody", *areas).get(f"/v1/projects/{project}/results/quarters"))
    as_of = datetime.fromisoformat(told["as_of"])
    rows = await reference.standing(house.urls, as_of)
    expected = reference.occurring(reference.expected(rows, project, areas, as_of))
    assert without_status(reference.occurring(reference.found(told["quarters"]))) == expected
    if areas == ("IQ",):
        assert all(expected["people_reached"].values())
        assert all(
            len({when for when, _ in expected[part]["total"]}) > 1 for part in ("people_reached", "forums_established")
        )


@pytest.mark.parametrize("project", [PILOT, FOLLOWUP.code])
async def test_quarters_add_up_to_the_whole_and_what_had_come_together_by_the_last_is_it(
    house: House, project: str
) -> None:
    told = require_made(await house.monitor().get(f"/v1/projects/{project}/results/quarters"))
    whole = require_made(await house.monitor().get(f"/v1/projects/{project}/results", as_of=told["as_of"]))
    sums: dict[str, Any] = reference.found([{**quarter, "quarter": "all"} for quarter in told["quarters"]])
    alike = {name: part for name, part in whole.items() if name in told["quarters"][0]}
    for line in alike["survival"]:
        del line["running_percent"]
    assert reference.occurring(sums) == reference.occurring(reference.found([{**alike, "quarter": "all"}]))
    assert told["quarters"][-1]["so_far"] == {
        "people_reached": whole["people_reached"]["total"],
        "enterprises_supported": whole["enterprises_supported"]["total"],
        "livelihoods_supported": whole["livelihoods_supported"]["total"],
        "forums_established": whole["forums_established"]["total"],
        "money": whole["money"],
        "jobs_created": whole["jobs"]["created"]["total"],
        "jobs_improved": whole["jobs"]["improved"]["total"],
    }
    for name in ("people_reached", "forums_established"):
        run = [quarter["so_far"][name] for quarter in told["quarters"]]
        assert run == sorted(run)
        assert run[0] < run[-1]


async def test_each_quarter_of_a_project_is_told_of_and_those_after_it_in_which_something_happened(
    house: House,
) -> None:
    told = require_made(await house.monitor().get(QUARTERS))
    named = [quarter["quarter"] for quarter in told["quarters"]]
    assert named[:4] == ["2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1"]
    assert named == sorted(set(named))
    assert len(named) > 4
    second = told["quarters"][1]
    assert (second["since"], second["until"]) == ("2019-07-01", "2019-09-30")
    begun = require_made(await house.monitor().get(QUARTERS, as_of="2019-08-15T00:00:00Z"))
    assert [quarter["quarter"] for quarter in begun["quarters"]] == ["2019-Q2", "2019-Q3"]
    nowhere = require_made(await house.monitor("erbil", "IQG11").get(QUARTERS))
    assert [quarter["people_reached"]["total"] for quarter in nowhere["quarters"]] == [0, 0, 0, 0]
    assert nowhere["quarters"][0]["jobs"]["created"]["fte"] == "0.00"


async def test_what_a_day_belongs_to_is_told_in_iraq(house: House) -> None:
    """The last evening of a quarter in Greenwich is the first night of the next in Baghdad."""
    evening, night = "2019-06-30T20:59:59Z", "2019-06-30T21:00:00Z"
    told = [require_made(await house.monitor().get(QUARTERS, as_of=as_of))["quarters"] for as_of in (evening, night)]
    assert [len(quarters) for quarters in told] == [1, 2]


async def test_perception_is_told_from_the_first_wave_to_the_last_and_of_each_quarter_from_the_one_before(
    house: House,
) -> None:
    whole = require_made(await house.monitor().get(RESULTS))["perception_change"]
    assert len(whole) == 5 * 3
    assert {moved["code"] for moved in whole} == {"safe_after_dark", "police_listen", "would_report"}
    for moved in whole:
        assert moved["paired"]
        assert moved["low"] < moved["change"] < moved["high"]
        assert moved["before_on"] < moved["after_on"]
        assert round(moved["after"] - moved["before"], 3) == round(moved["change"], 3)
    quarters = require_made(await house.monitor().get(QUARTERS))["quarters"]
    ended = {quarter["quarter"]: quarter["perception_change"] for quarter in quarters if quarter["perception_change"]}
    assert sorted((moved["pcode"], moved["code"]) for told in ended.values() for moved in told) == sorted(
        (moved["pcode"], moved["code"]) for moved in whole
    )
    najaf = require_made(await house.monitor("najaf", "IQG04").get(RESULTS))["perception_change"]
    assert {moved["pcode"][:5] for moved in najaf} == {"IQG04"}


async def test_plans_are_told_as_often_as_they_were_adopted_and_reviewed(house: House) -> None:
    async with house.connection(Service.FORUMS) as connection:
        plan = await connection.fetchrow(
            "SELECT plans.id, plans.adopted_on FROM plans JOIN forums ON forums.id = forum_id"
            " WHERE project = $1 AND plans.voided_at IS NULL ORDER BY plans.id LIMIT 1",
            PILOT,
        )
    assert plan is not None
    before = require_made(await house.monitor().get(RESULTS))["safety_plans"]
    assert before["adopted"] == 5
    reviewed = {"reviewed_on": plan["adopted_on"].replace(year=2025).isoformat(), "outcome": "kept"}
    focal_point = house.staff(Role.FORUM_FOCAL_POINT)
    require_made(await focal_point.post(f"/v1/plans/{plan['id']}/review", reviewed))
    after = require_made(await house.monitor().get(RESULTS))["safety_plans"]
    assert after == {"adopted": 5, "reviewed": before["reviewed"] + 1}
    quarters = require_made(await house.monitor().get(QUARTERS))["quarters"]
    assert [quarter["safety_plans"]["reviewed"] for quarter in quarters if quarter["quarter"][:4] == "2025"] == [1]


@pytest.mark.parametrize(
    ("down", "gone"),
    [
        (Service.BENEFICIARY, {"people_reached", "livelihoods_supported"}),
        (Service.GRANTS, {"enterprises_supported", "livelihoods_supported", "money", "jobs", "survival"}),
        (Service.FORUMS, {"forums_established", "safety_plans", "perception_change"}),
    ],
)
async def test_of_a_service_that_cannot_be_reached_nothing_is_told_in_any_quarter(
    house: House, down: Service, gone: set[str]
) -> None:
    whole = require_made(await house.monitor().get(QUARTERS))
    with house.without(down):
        told = require_made(await house.monitor().get(QUARTERS, as_of=whole["as_of"]))
    assert (told["status"], told["missing"]) == ("partial", [down.value])
    assert (told["project"] is None) == (down is Service.GRANTS)
    before = {quarter["quarter"]: quarter for quarter in whole["quarters"]}
    for quarter in told["quarters"]:
        assert {name for name, part in quarter.items() if part is None} == gone
        still = quarter.keys() - gone - {"so_far"}
        assert {name: quarter[name] for name in still} == {name: before[quarter["quarter"]][name] for name in still}
        unknown = {name for name, sum in quarter["so_far"].items() if sum is None}
        assert unknown == {
            name for name in quarter["so_far"] if name in gone or (name[:5] == "jobs_" and "jobs" in gone)
        }


async def test_quarters_as_of_a_moment_stay_the_same_bytes(house: House) -> None:
    first = await house.monitor().get(QUARTERS)
    as_of = first.json()["as_of"]
    async with house.connection(Service.GRANTS) as connection:
        await connection.execute(
            "UPDATE awards SET voided_at = recorded_now(), voided_by = 'test', void_reason = 'entered_in_error'"
            " WHERE id = (SELECT max(id) FROM awards WHERE project = $1 AND voided_at IS NULL)",
            PILOT,
        )
    assert (await house.monitor().get(QUARTERS, as_of=as_of)).content == first.content
    now = require_made(await house.monitor().get(QUARTERS))
    sums = [Decimal(told["quarters"][-1]["so_far"]["money"][-1]["committed"]) for told in (first.json(), now)]
    assert sums[0] > sums[1]


async def test_quarters_are_for_monitoring_alone_and_partners_meet_nothing_there(house: House) -> None:
    for code in premises.PARTNERS:
        assert refusal(await (await house.partner(code)).get(QUARTERS)) == (404, "not-found", None)
    assert refusal(await house.staff(Role.CASEWORKER).get(QUARTERS)) == (403, "not-your-role", None)
    assert refusal(await house.monitor().get("/v1/projects/ZZZ-1/results/quarters")) == (404, "unknown-project", "code")
