"""What becomes of assistance after it was given: work at an employer, a course, and follow-ups when they are due."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made
from livelihoods import Livelihoods

from shared.days import today

FOUND = {"means": "visit", "state": "goes_on", "income": "not_said", "asset": "in_use", "difficulties": ["costs"]}


@pytest.fixture
async def livelihoods(grants: Running) -> Livelihoods:
    return await Livelihoods(grants).opened()


def followup(assistance: int, day: str, mark: str = "after_1_month", **changes: Any) -> dict[str, Any]:
    return {"assistance_id": assistance, "mark": mark, "followed_on": day} | FOUND | changes


async def given(livelihoods: Livelihoods) -> int:
    """Assistance of which something was delivered on 6 October 2019."""
    provision = await livelihoods.approved()
    await livelihoods.delivered(provision, line_1=1)
    return int(require_made(await livelihoods.monitor.get(f"/provisions/{provision}"))["assistance_id"])


async def due(livelihoods: Livelihoods, **asked: str) -> list[tuple[int, str, str]]:
    rows = require_made(await livelihoods.monitor.get("/followups/due", **asked))["items"]
    return [(row["assistance_id"], row["mark"], row["due_on"]) for row in rows]


async def test_what_was_given_is_due_at_each_mark_in_turn(livelihoods: Livelihoods) -> None:
    nothing_given = await livelihoods.assistance()
    assistance, monitor = await given(livelihoods), livelihoods.monitor
    early = await monitor.post("/followups", followup(nothing_given, "2019-11-06"))
    assert refusal(early) == (422, "not-given-yet", "followed_on")
    assert await due(livelihoods) == [(assistance, "after_1_month", "2019-11-06")]
    require_made(await monitor.post("/followups", followup(assistance, "2019-11-07")))
    again = await monitor.post("/followups", followup(assistance, "2019-11-08"))
    assert refusal(again) == (409, "followed-up-already", "mark")
    assert await due(livelihoods, overdue="true") == [(assistance, "after_3_months", "2020-01-06")]
    assert await due(livelihoods, overdue="false") == []
    last = require_made(await monitor.post("/followups", followup(assistance, "2020-04-06", "after_6_months")))["id"]
    assert await due(livelihoods) == []
    require_made(await monitor.void(f"/followups/{last}"))
    assert await due(livelihoods, modality="BSP") == [(assistance, "after_3_months", "2020-01-06")]
    assert await due(livelihoods, place="IQG04") == []


async def test_nothing_is_followed_up_before_it_was_given_or_at_a_mark_that_has_not_come(
    livelihoods: Livelihoods,
) -> None:
    assistance, monitor = await given(livelihoods), livelihoods.monitor
    ahead = (today() + timedelta(days=1)).isoformat()
    for body, refused in (
        (followup(assistance, "2019-10-05"), (422, "not-given-yet", "followed_on")),
        (followup(assistance, "2019-11-05", "after_3_months"), (422, "another-mark", "mark")),
        (followup(assistance, ahead), (422, "in-the-future", "followed_on")),
        (followup(assistance, "2019-11-06", difficulties=["costs", "costs"]), (422, "invalid-request", "difficulties")),
        (followup(987654, "2019-11-06"), (404, "unknown-assistance", "assistance_id")),
    ):
        assert refusal(await monitor.post("/followups", body)) == refused
    async with livelihoods.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="before it was given"):
            await connection.execute(
                "INSERT INTO followups (recorded_by, assistance_id, mark, followed_on, means, state, income, asset,"
                " difficulties) VALUES ('x', $1, 'after_1_month', '2019-10-05', 'visit', 'ended', 'nothing', 'sold',"
                " '{}')",
                assistance,
            )


async def test_a_placement_is_at_one_host_and_ends_once(livelihoods: Livelihoods) -> None:
    hala = livelihoods.officer()
    assistance = await livelihoods.assistance(modality="OJT", amount="450.00")
    body = {"assistance_id": assistance, "host": "Al-Noor Bakery", "starts_on": "2019-10-01", "months": 3}
    for changes, refused in (
        ({"host": None}, (422, "one-host", "enterprise_id")),
        ({"enterprise_id": 5}, (422, "one-host", "enterprise_id")),
        ({"host": None, "enterprise_id": 5}, (404, "unknown-enterprise", "enterprise_id")),
        ({"stipend": "150.01"}, (409, "above-assistance", "stipend")),
        ({"starts_on": "2019-08-31"}, (422, "starts-before-approval", "starts_on")),
        ({"months": 13}, (422, "invalid-request", "months")),
        ({"assistance_id": await livelihoods.assistance()}, (409, "other-modality", "assistance_id")),
    ):
        assert refusal(await hala.post("/placements", body | changes)) == refused
    placement = require_made(await hala.post("/placements", body | {"stipend": "150.00"}))["id"]
    assert refusal(await hala.post("/placements", body)) == (409, "placed-already", "assistance_id")
    early = await livelihoods.monitor.post("/followups", followup(assistance, "2020-01-31"))
    assert refusal(early) == (422, "not-given-yet", "followed_on")
    ended = {"ended_on": "2019-12-31", "retained": True}
    before = await hala.post(f"/placements/{placement}/end", ended | {"ended_on": "2019-09-30"})
    assert refusal(before) == (422, "ends-before-it-starts", "ended_on")
    shown = require_made(await hala.post(f"/placements/{placement}/end", ended))
    told = {"stipend": "150.00", "currency": "USD", "ended": True, **ended}
    assert {name: shown[name] for name in told} == told
    assert refusal(await hala.post(f"/placements/{placement}/end", ended)) == (409, "ended-already", None)
    assert await due(livelihoods) == [(assistance, "after_1_month", "2020-01-31")]


async def test_who_was_placed_or_taught_after_the_end_was_not_and_who_was_before_it_is_recorded(
    livelihoods: Livelihoods,
) -> None:
    hala = livelihoods.officer()
    fund_id, phase_id = await livelihoods.on_a_fund()
    for path, modality, body in (
        ("/placements", "OJT", {"host": "Al-Noor Bakery", "months": 3}),
        ("/courses", "VT", {"subject": "Welding", "hours": 120}),
    ):
        who = {"fund_id": fund_id, "phase_id": phase_id, "modality": modality}
        assistance = await livelihoods.assistance(**who)
        require_made(await hala.post(f"/assistances/{assistance}/end", {"reason": "withdrawn"}))
        late = body | {"assistance_id": assistance, "starts_on": (today() + timedelta(days=1)).isoformat()}
        assert refusal(await hala.post(path, late)) == (409, "assistance-ended", "starts_on")
        made = require_made(await hala.post(path, late | {"starts_on": "2019-10-01"}))["id"]
        require_made(await hala.void(f"{path}/{made}"))
        require_made(await hala.void(f"/assistances/{assistance}"))


async def test_a_course_ends_with_what_was_attended_and_the_number_of_a_certificate(livelihoods: Livelihoods) -> None:
    hala = livelihoods.officer()
    assistance = await livelihoods.assistance(modality="VT")
    body = {"assistance_id": assistance, "subject": "Welding", "hours": 120, "starts_on": "2019-10-01"}
    wrong = await livelihoods.assistance(modality="OJT")
    assert refusal(await hala.post("/courses", body | {"assistance_id": wrong}))[1] == "other-modality"
    course = require_made(await hala.post("/courses", body))["id"]
    assert refusal(await hala.post("/courses", body)) == (409, "begun-already", "assistance_id")
    ended = {"ended_on": "2019-11-30", "attended": 92, "certificate": "7QK2-M0XD-93TF"}
    path = f"/courses/{course}/end"
    assert refusal(await hala.post(path, ended | {"attended": 101})) == (422, "invalid-request", "attended")
    assert refusal(await hala.post(path, ended | {"certificate": "x"})) == (422, "invalid-request", "certificate")
    shown = require_made(await hala.post(path, ended))
    assert {name: shown[name] for name in ended} == ended
    assert [row["id"] for row in require_made(await hala.get("/courses", ended="true"))["items"]] == [course]
    assert await due(livelihoods) == [(assistance, "after_1_month", "2019-12-30")]
    require_made(await hala.void(f"/courses/{course}"))
    assert await due(livelihoods) == []
