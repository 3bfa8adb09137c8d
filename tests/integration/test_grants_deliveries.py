"""What assistance is given as, and what is handed over of it: as it was approved by somebody else, and no more."""

import asyncio
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made
from livelihoods import GENERATOR, MACHINE, Livelihoods, delivery

from shared.classification import MODERATE, Scope


@pytest.fixture
async def livelihoods(grants: Running) -> Livelihoods:
    return await Livelihoods(grants).opened()


async def test_what_is_planned_is_approved_by_another_and_told_with_what_is_missing(livelihoods: Livelihoods) -> None:
    provision = await livelihoods.provision()
    hala, omar = livelihoods.officer(), livelihoods.officer("Omar")
    path = f"/provisions/{provision}"
    shown = require_made(await livelihoods.monitor.get(path))
    drawn = ("version", "form", "amount", "currency", "complete", "approved", "drawn_by", "approved_by")
    assert [shown[name] for name in drawn] == [1, "in_kind", "2000.00", "USD", False, False, "staff:Hala", None]
    early = await hala.post("/deliveries", delivery(provision, line_1=1))
    assert refusal(early) == (409, "not-approved", "provision_id")
    assert refusal(await hala.post(f"{path}/approve", {"version": 1})) == (403, "same-person", None)
    assert refusal(await omar.post(f"{path}/approve", {"version": 2})) == (409, "amended-already", "version")
    assert require_made(await omar.post(f"{path}/approve", {"version": 1}))["approved_by"] == "staff:Omar"
    assert refusal(await omar.post(f"{path}/approve", {"version": 1})) == (409, "approved-already", None)
    same = await omar.post("/deliveries", delivery(provision, line_1=1))
    assert refusal(same) == (403, "same-person", None)

    await livelihoods.delivered(provision, line_1=1, line_2=1)
    shown = require_made(await livelihoods.monitor.get(path))
    assert shown["lines"] == [
        {"number": 1, **GENERATOR, "delivered": 1, "missing": 0},
        {"number": 2, **MACHINE, "delivered": 1, "missing": 1},
    ]
    assert shown["complete"] is False
    waiting = require_made(await livelihoods.monitor.get("/provisions", complete="false"))["items"]
    assert [each["id"] for each in waiting] == [provision]
    last = await livelihoods.delivered(provision, line_2=1)
    assert require_made(await livelihoods.monitor.get(path))["complete"] is True
    told = require_made(await livelihoods.monitor.get(f"/deliveries/{last}"))
    assert told["lines"] == [{"number": 2, "item": "Popcorn machine", "unit": "piece", "quantity": 1}]
    assert (told["version"], told["delivered_on"], told["returned_on"]) == (1, "2019-10-06", None)


async def test_no_more_is_delivered_than_was_planned_and_nothing_is_half_written(livelihoods: Livelihoods) -> None:
    provision = await livelihoods.approved()
    hala = livelihoods.officer()
    too_many = await hala.post("/deliveries", delivery(provision, line_1=1, line_2=3))
    assert refusal(too_many) == (409, "more-than-planned", "lines.1.quantity")
    unknown = await hala.post("/deliveries", delivery(provision, line_1=1, line_3=1))
    assert refusal(unknown) == (404, "unknown-line", "lines.1.number")
    assert require_made(await livelihoods.monitor.get("/deliveries"))["items"] == []
    both = await asyncio.gather(
        *(hala.post("/deliveries", delivery(provision, line_1=1)) for _ in range(2)),
    )
    assert sorted(answer.status_code for answer in both) == [201, 409]
    early = delivery(provision, delivered_on="2019-08-31", line_2=1)
    assert refusal(await hala.post("/deliveries", early)) == (422, "delivered-before-approval", "delivered_on")
    signed = delivery(provision, line_2=1)
    require_made(await hala.post("/deliveries", signed))
    assert refusal(await hala.post("/deliveries", signed)) == (409, "signed-already", "page")


async def test_the_database_holds_that_no_more_is_delivered_whoever_writes(livelihoods: Livelihoods) -> None:
    provision = await livelihoods.approved()
    delivered = await livelihoods.delivered(provision, line_2=1)
    async with livelihoods.service.connection() as connection:
        version = await connection.fetchval("SELECT version_id FROM deliveries WHERE id = $1", delivered)
        with pytest.raises(asyncpg.CheckViolationError, match="no more is delivered than was planned"):
            await connection.execute("INSERT INTO delivery_lines VALUES ($1, 1, $2, 2)", delivered, version)
        with pytest.raises(asyncpg.CheckViolationError, match="add up to the assistance"):
            await connection.execute(
                "INSERT INTO provision_versions (recorded_by, provision_id, version, form)"
                " VALUES ('staff:Hala', $1, 2, 'in_kind')",
                provision,
            )


async def test_nothing_is_planned_or_handed_over_of_what_has_ended(livelihoods: Livelihoods) -> None:
    fund_id, phase_id = await livelihoods.on_a_fund()
    provision = await livelihoods.approved(fund_id=fund_id, phase_id=phase_id)
    told = require_made(await livelihoods.monitor.get(f"/provisions/{provision}"))
    require_made(await livelihoods.officer().post(f"/assistances/{told['assistance_id']}/end", {"reason": "completed"}))
    async with livelihoods.service.connection() as connection:  # it ended some days ago
        await connection.execute("ALTER TABLE assistance_ends DISABLE TRIGGER USER")
        await connection.execute("UPDATE assistance_ends SET recorded_at = '2019-10-07T21:30:00Z'")
        await connection.execute("ALTER TABLE assistance_ends ENABLE TRIGGER USER")
    late = delivery(provision, delivered_on="2019-10-09", line_1=1)
    assert refusal(await livelihoods.officer().post("/deliveries", late)) == (409, "assistance-ended", "delivered_on")
    before = delivery(provision, delivered_on="2019-10-08", line_1=1)
    handed = require_made(await livelihoods.officer().post("/deliveries", before))["id"]
    require_made(await livelihoods.officer().void(f"/deliveries/{handed}"))
    anew = {"amends": 1, "form": "in_kind", "lines": [GENERATOR, MACHINE]}
    path = f"/provisions/{provision}"
    assert refusal(await livelihoods.officer().post(f"{path}/amend", anew)) == (409, "assistance-ended", None)
    require_made(await livelihoods.officer().void(path))
    body = {"assistance_id": told["assistance_id"], "form": "in_kind", "lines": [GENERATOR, MACHINE]}
    drawn = await livelihoods.officer().post("/provisions", body)
    assert refusal(drawn) == (409, "assistance-ended", "assistance_id")


async def test_what_comes_back_is_missing_again(livelihoods: Livelihoods) -> None:
    provision = await livelihoods.approved()
    hala = livelihoods.officer()
    delivered = await livelihoods.delivered(provision, line_2=2)
    faulty = {"returned_on": "2019-10-09", "return_reason": "faulty"}
    early = await hala.post(f"/deliveries/{delivered}/take-back", faulty | {"returned_on": "2019-10-05"})
    assert refusal(early) == (422, "returned-too-early", "returned_on")
    shown = require_made(await hala.post(f"/deliveries/{delivered}/take-back", faulty))
    assert {name: shown[name] for name in faulty} == faulty
    again = await hala.post(f"/deliveries/{delivered}/take-back", faulty)
    assert refusal(again) == (409, "returned-already", None)
    lines = require_made(await livelihoods.monitor.get(f"/provisions/{provision}"))["lines"]
    assert [line["missing"] for line in lines] == [1, 2]
    wrong = await livelihoods.delivered(provision, line_2=2)
    require_made(await hala.void(f"/deliveries/{wrong}"))
    await livelihoods.delivered(provision, line_2=2)


async def test_an_amendment_keeps_what_was_delivered_and_waits_for_its_own_approval(livelihoods: Livelihoods) -> None:
    provision = await livelihoods.approved()
    hala, path = livelihoods.officer(), f"/provisions/{provision}"
    await livelihoods.delivered(provision, line_2=2)
    fewer = [GENERATOR | {"unit_cost": "1425.00"}, MACHINE | {"quantity": 1}]
    body = {"amends": 1, "form": "in_kind", "lines": fewer}
    assert refusal(await hala.post(f"{path}/amend", body)) == (409, "line-delivered", "lines")
    other = [GENERATOR, MACHINE | {"item": "Juicer"}]
    assert refusal(await hala.post(f"{path}/amend", body | {"lines": other})) == (409, "line-delivered", "lines")
    cash = {"amends": 1, "form": "cash"}
    assert refusal(await hala.post(f"{path}/amend", cash)) == (409, "line-delivered", "lines")
    two = [GENERATOR | {"quantity": 2, "unit_cost": "425.00"}, MACHINE]
    assert refusal(await hala.post(f"{path}/amend", body | {"amends": 2, "lines": two})) == (
        409,
        "amended-already",
        "amends",
    )
    shown = require_made(await hala.post(f"{path}/amend", body | {"lines": two}))
    assert (shown["version"], shown["approved"]) == (2, False)
    early = await hala.post("/deliveries", delivery(provision, line_1=1))
    assert refusal(early) == (409, "not-approved", "provision_id")
    require_made(await livelihoods.finance.post(f"{path}/approve", {"version": 2}))
    await livelihoods.delivered(provision, line_1=2)
    versions = require_made(await livelihoods.monitor.get(f"{path}/versions"))["versions"]
    assert [(each["version"], each["approved_by"]) for each in versions] == [(1, "staff:Omar"), (2, "staff:Salim")]
    assert [line["quantity"] for line in versions[0]["lines"]] == [1, 2]


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ([GENERATOR], (422, "lines-uneven", "lines")),
        ([GENERATOR | {"unit_cost": "1999.99"}], (422, "lines-uneven", "lines")),
        ([], (422, "lines-uneven", "lines")),
        ([GENERATOR | {"unit_cost": "0.001", "quantity": 1000}], (422, "amount-too-fine", "lines.0.unit_cost")),
        ([GENERATOR | {"unit_cost": "NaN"}], (422, "invalid-request", "lines.0.unit_cost")),
        ([GENERATOR | {"unit_cost": "-850.00"}], (422, "invalid-request", "lines.0.unit_cost")),
        ([GENERATOR | {"unit_cost": "9999999999999.99", "quantity": 100_000}] * 60, (422, "lines-uneven", "lines")),
        ([GENERATOR | {"quantity": -1}], (422, "invalid-request", "lines.0.quantity")),
        ([GENERATOR | {"quantity": 1.5}], (422, "invalid-request", "lines.0.quantity")),
        ([GENERATOR | {"quantity": 2**31}], (422, "invalid-request", "lines.0.quantity")),
    ],
)
async def test_lines_that_do_not_add_up_are_refused(
    livelihoods: Livelihoods, lines: list[dict[str, Any]], refused: tuple[int, str, str]
) -> None:
    body = {"assistance_id": await livelihoods.assistance(), "form": "in_kind", "lines": lines}
    assert refusal(await livelihoods.officer().post("/provisions", body)) == refused
    assert require_made(await livelihoods.monitor.get("/provisions"))["items"] == []


async def test_dinars_are_planned_in_whole_notes(livelihoods: Livelihoods) -> None:
    assistance = await livelihoods.assistance(amount="1000000", currency="IQD")
    line = GENERATOR | {"quantity": 8, "unit_cost": "125100"}
    body = {"assistance_id": assistance, "form": "in_kind", "lines": [line]}
    refused = (422, "not-in-notes", "lines.0.unit_cost")
    assert refusal(await livelihoods.officer().post("/provisions", body)) == refused
    body |= {"lines": [line | {"unit_cost": "125000"}]}
    shown = require_made(await livelihoods.officer().post("/provisions", body))
    assert (shown["amount"], shown["lines"][0]["unit_cost"]) == ("1000000", "125000")


async def test_cash_has_no_lines_and_no_deliveries(livelihoods: Livelihoods) -> None:
    assistance, hala = await livelihoods.assistance(), livelihoods.officer()
    cash = {"assistance_id": assistance, "form": "cash"}
    assert refusal(await hala.post("/provisions", cash | {"lines": [GENERATOR]})) == (422, "lines-of-cash", "lines")
    shown = require_made(await hala.post("/provisions", cash))
    assert (shown["lines"], shown["complete"]) == ([], None)
    assert refusal(await hala.post("/provisions", cash)) == (409, "drawn-up-already", "assistance_id")
    require_made(await livelihoods.finance.post(f"/provisions/{shown['id']}/approve", {"version": 1}))
    given = await hala.post("/deliveries", delivery(shown["id"], line_1=1))
    assert refusal(given) == (409, "given-in-cash", "provision_id")
    work = await livelihoods.assistance(modality="CFW")
    assert refusal(await hala.post("/provisions", cash | {"assistance_id": work})) == (
        409,
        "other-modality",
        "assistance_id",
    )


async def test_what_rests_on_something_else_is_voided_after_it(livelihoods: Livelihoods) -> None:
    provision = await livelihoods.approved()
    assistance = require_made(await livelihoods.monitor.get(f"/provisions/{provision}"))["assistance_id"]
    delivered = await livelihoods.delivered(provision, line_1=1)
    hala = livelihoods.officer()
    assert refusal(await hala.void(f"/assistances/{assistance}")) == (409, "assistance-provided-for", None)
    assert refusal(await hala.void(f"/provisions/{provision}")) == (409, "provision-has-deliveries", None)
    require_made(await hala.void(f"/deliveries/{delivered}"))
    require_made(await hala.void(f"/provisions/{provision}"))
    gone = await hala.post("/deliveries", delivery(provision, line_1=1))
    assert refusal(gone) == (404, "unknown-provision", "provision_id")
    assert refusal(await hala.void(f"/deliveries/{delivered}")) == (409, "already-voided", None)
    require_made(await hala.void(f"/assistances/{assistance}"))


async def test_the_sheet_to_sign_names_nobody_and_is_numbered_by_its_pages(livelihoods: Livelihoods) -> None:
    lines = [GENERATOR | {"item": "<b>Generator</b>", "unit_cost": "2000.00"}]
    provision = await livelihoods.provision(*lines)
    hala = livelihoods.officer()
    page = (await hala.get(f"/provisions/{provision}/sheet")).text
    assert "Not to be signed" in page
    require_made(await livelihoods.finance.post(f"/provisions/{provision}/approve", {"version": 1}))
    answer = await hala.get(f"/provisions/{provision}/sheet")
    assert answer.headers["content-type"].startswith("text/html")
    assert f"D-{provision}-1, page 1" in answer.text
    assert "Not to be signed" not in answer.text
    assert "&lt;b&gt;Generator&lt;/b&gt;" in answer.text
    assert "4821-7730-5142" not in answer.text
    await livelihoods.delivered(provision, line_1=1)
    assert f"D-{provision}-1, page 2" in (await hala.get(f"/provisions/{provision}/sheet")).text
    withheld = livelihoods.officer(datasets={"provisions": Scope(ceiling=MODERATE, fields=("id", "version"))})
    bare = await withheld.get(f"/provisions/{provision}/sheet")
    assert bare.status_code == 200
    assert "Generator" not in bare.text
