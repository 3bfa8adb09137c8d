"""Monitoring visits and jobs in enterprises: what may be recorded of an award, when and by whom."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from callers import datasets, refusal, require_made
from committee import PROJECT
from fieldwork import JOB, NAJAF, PDF, TELAFAR, VISIT, WORKER, Field, fieldwork

from services.grants.granting.employments.views import MOST
from shared.callers import Purpose, Role
from shared.classification import MODERATE
from shared.days import today


@pytest.fixture(scope="module")
async def field(module_clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Field]:
    async with fieldwork(module_clone, tmp_path_factory.mktemp("files")) as opened:
        yield opened


# --- visits -----------------------------------------------------------------------------------------------------------


async def test_a_visit_tells_what_was_seen_and_leaves_the_text_to_those_who_see_what_is_high(field: Field) -> None:
    award = await field.award()
    photo = await field.photo(award)
    money = {"revenue_before": "1200.00", "revenue": "0.00", "currency": "USD"}
    seen = {"observed": [{"observation": "records_missing", "severity": "minor"}], "photos": [photo]}
    body = VISIT | money | seen | {"award_id": award, "mark": "after_6_months", "text": "Sales are not written down."}
    made = require_made(await field.monitor.post("/visits", body))
    assert {name: made[name] for name in body} == body
    assert (made["place"], made["project"], made["recorded_by"]) == (TELAFAR, PROJECT["code"], "staff:rana")
    at_the_door = field.service.caller(Role.MONITORING, datasets=datasets(MODERATE))
    assert require_made(await at_the_door.get(f"/visits/{made['id']}")) == {
        name: value for name, value in made.items() if name != "text"
    }
    [listed] = require_made(await field.officer.get("/visits", award_id=str(award), mark="after_6_months"))["items"]
    assert listed == made


async def test_of_each_mark_one_visit_stands_also_of_two_at_once(field: Field) -> None:
    award = await field.award()
    body = VISIT | {"award_id": award, "mark": "after_3_months"}
    answers = await asyncio.gather(*(field.monitor.post("/visits", body) for _ in range(4)))
    made = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert len(made) == 1
    assert {refusal(answer) for answer in answers if answer.status_code != 201} == {(409, "visited-already", "mark")}
    require_made(await field.monitor.void(f"/visits/{made[0]}"))
    require_made(await field.monitor.post("/visits", body))
    for _ in range(2):  # which are at no mark
        require_made(await field.monitor.post("/visits", VISIT | {"award_id": award}))


@pytest.mark.parametrize(
    ("mark", "early", "due"),
    [
        ("after_3_months", "2025-09-29", "2025-09-30"),
        ("after_6_months", "2025-12-29", "2025-12-30"),
        ("after_12_months", "2026-06-29", "2026-06-30"),
    ],
)
async def test_a_mark_is_counted_from_the_first_payment(field: Field, mark: str, early: str, due: str) -> None:
    award = await field.award(paid_on="2025-06-30")
    body = VISIT | {"award_id": award, "mark": mark}
    assert refusal(await field.monitor.post("/visits", body | {"visited_on": early})) == (422, "mark-too-early", "mark")
    require_made(await field.monitor.post("/visits", body | {"visited_on": due}))


async def test_no_mark_is_due_while_nothing_is_paid(field: Field) -> None:
    award = await field.award(paid_on=None)
    at_a_mark = VISIT | {"award_id": award, "mark": "after_3_months"}
    assert refusal(await field.monitor.post("/visits", at_a_mark)) == (422, "mark-too-early", "mark")
    require_made(await field.monitor.post("/visits", VISIT | {"award_id": award}))
    paid = await field.pay(award, "2025-06-01")
    require_made(await field.service.caller(Role.FINANCE_APPROVER).void(f"/payments/{paid}"))
    assert refusal(await field.monitor.post("/visits", at_a_mark)) == (422, "mark-too-early", "mark")


async def test_what_is_to_be_visited_is_told_at_the_next_mark_after_the_last_that_was(field: Field) -> None:
    day = today() - timedelta(days=400)
    award = await field.award(paid_on=day.isoformat(), project="DUE-1")
    await field.award(paid_on=None, project="DUE-1")
    await field.award(paid_on=(today() - timedelta(days=80)).isoformat(), project="DUE-1")

    async def due(**query: str) -> list[tuple[Any, ...]]:
        items = require_made(await field.monitor.get("/visits/due", project="DUE-1", **query))["items"]
        return [(each["award_id"], each["mark"], each["overdue"]) for each in items]

    assert await due() == await due(overdue="true") == [(award, "after_3_months", True)]
    await field.visited(award, mark="after_6_months", visited_on=(today() - timedelta(days=10)).isoformat())
    [told] = require_made(await field.officer.get("/visits/due", project="DUE-1"))["items"]
    assert (told["paid_on"], told["mark"]) == (day.isoformat(), "after_12_months")
    assert told["days_late"] == (today() - date.fromisoformat(told["due_on"])).days > 14
    last = await field.visited(award, mark="after_12_months", visited_on=today().isoformat())
    assert await due() == []
    require_made(await field.monitor.void(f"/visits/{last}"))
    assert await due() == [(award, "after_12_months", True)]
    elsewhere = field.service.caller(Role.MONITORING, areas=(NAJAF,))
    assert require_made(await elsewhere.get("/visits/due", project="DUE-1"))["items"] == []


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"visited_on": "2025-04-30"}, (422, "before-award", "visited_on")),
        ({"visited_on": "2090-01-01"}, (422, "in-the-future", "visited_on")),
        ({"operation": "closed"}, (422, "closing-reason", "closed_because")),
        ({"closed_because": "sold"}, (422, "closing-reason", "closed_because")),
        ({"revenue": "100.00"}, (422, "currency-missing", "currency")),
        ({"currency": "USD"}, (422, "currency-missing", "currency")),
        ({"revenue_before": "100.50", "currency": "IQD"}, (422, "amount-too-fine", "revenue_before")),
        ({"revenue": "NaN", "currency": "USD"}, (422, "invalid-request", "revenue")),
        ({"revenue": "-1", "currency": "USD"}, (422, "invalid-request", "revenue")),
        ({"revenue": 100.0, "currency": "USD"}, (422, "invalid-request", "revenue")),
        ({"staff_men": -1}, (422, "invalid-request", "staff_men")),
        ({"text": "x" * 2001}, (422, "invalid-request", "text")),
        ({"observed": [{"observation": "other", "severity": "minor"}] * 2}, (422, "invalid-request", "observed")),
        ({"photos": [1, 1]}, (422, "invalid-request", "photos")),
        ({"photos": [987654]}, (404, "unknown-file", "photos")),
        ({"award_id": 987654}, (404, "unknown-award", "award_id")),
        ({"mark": "after_9_months"}, (422, "invalid-request", "mark")),
    ],
)
async def test_a_visit_that_cannot_be_is_refused_and_leaves_nothing(
    field: Field, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    award = await field.award()
    assert refusal(await field.monitor.post("/visits", VISIT | {"award_id": award} | changes)) == refused
    assert await field.value("SELECT count(*) FROM visits WHERE award_id = $1", award) == 0


async def test_a_photo_is_of_the_enterprise_stands_and_is_one(field: Field) -> None:
    award, other = await field.award(), await field.award()
    voided = await field.photo(award)
    require_made(await field.officer.void(f"/files/{voided}"))
    for photo, refused in (
        (await field.photo(other), (404, "unknown-file", "photos")),
        (voided, (404, "unknown-file", "photos")),
        (await field.photo(award, PDF, "application/pdf"), (422, "not-a-photo", "photos")),
    ):
        answer = await field.monitor.post("/visits", VISIT | {"award_id": award, "photos": [photo]})
        assert refusal(answer) == refused


async def test_what_a_visit_rests_on_is_not_voided(field: Field) -> None:
    award = await field.award()
    photo = await field.photo(award)
    visit = require_made(await field.monitor.post("/visits", VISIT | {"award_id": award, "photos": [photo]}))["id"]
    assert refusal(await field.officer.void(f"/files/{photo}")) == (409, "file-is-evidence", None)
    require_made(await field.monitor.void(f"/visits/{visit}"))
    require_made(await field.officer.void(f"/files/{photo}"))


# --- jobs -------------------------------------------------------------------------------------------------------------


async def test_a_job_is_told_without_whoever_has_it(field: Field) -> None:
    award = await field.award()
    body = JOB | {"award_id": award, "fte": "1", "displacement_status": "returnee", "wage": "350-499"}
    made = require_made(await field.monitor.post("/employments", body | {"person": WORKER.reference}))
    assert {name: made[name] for name in body} == body | {"fte": "1.00"}
    assert (made["ends_on"], made["place"], made["project"]) == (None, TELAFAR, PROJECT["code"])
    assert not [name for name in made if "person" in name]
    assert await field.value("SELECT person_id FROM employments WHERE id = $1", made["id"]) == WORKER.person_id
    [listed] = require_made(await field.officer.get("/employments", award_id=str(award)))["items"]
    assert listed == made
    anonymous = require_made(await field.monitor.post("/employments", JOB | {"award_id": award}))
    assert await field.value("SELECT person_id FROM employments WHERE id = $1", anonymous["id"]) is None


async def test_whoever_does_not_consent_to_that_is_no_subject(field: Field) -> None:
    award = await field.award()
    body = JOB | {"award_id": award, "person": WORKER.reference}
    for subjects in ((), (WORKER.model_copy(update={"consents": (Purpose.COMMUNITY_POLICING,)}),)):
        monitor = field.service.caller(Role.MONITORING, subjects=subjects)
        assert refusal(await monitor.post("/employments", body)) == (403, "not-a-subject", "person")
    assert await field.value("SELECT count(*) FROM employments WHERE award_id = $1", award) == 0


async def test_a_job_ends_once_and_not_before_it_began(field: Field) -> None:
    award = await field.award()
    job = require_made(await field.monitor.post("/employments", JOB | {"award_id": award}))["id"]
    way = f"/employments/{job}/end"
    for day, refused in (
        ("2025-06-09", (422, "ends-before-start", "ends_on")),
        ("2090-01-01", (422, "in-the-future", "ends_on")),
    ):
        assert refusal(await field.monitor.post(way, {"ends_on": day})) == refused
    assert require_made(await field.monitor.post(way, {"ends_on": "2025-06-10"}))["ends_on"] == "2025-06-10"
    assert refusal(await field.monitor.post(way, {"ends_on": "2025-07-01"})) == (409, "ended-already", None)
    require_made(await field.monitor.void(f"/employments/{job}"))
    assert refusal(await field.monitor.post(way, {"ends_on": "2025-07-01"})) == (409, "already-voided", None)
    over = JOB | {"award_id": award, "ends_on": "2025-08-31"}
    assert require_made(await field.monitor.post("/employments", over))["ends_on"] == "2025-08-31"


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"fte": "0"}, (422, "invalid-request", "fte")),
        ({"fte": "0.00"}, (422, "invalid-request", "fte")),
        ({"fte": "NaN"}, (422, "invalid-request", "fte")),
        ({"fte": "1.01"}, (422, "invalid-request", "fte")),
        ({"fte": "0.005"}, (422, "invalid-request", "fte")),
        ({"fte": 0.5}, (422, "invalid-request", "fte")),
        ({"fte": "٠.٥"}, (422, "invalid-request", "fte")),
        ({"ends_on": "2025-06-09"}, (422, "ends-before-start", "ends_on")),
        ({"ends_on": "2090-01-01"}, (422, "in-the-future", "ends_on")),
        ({"starts_on": "2025-04-30"}, (422, "before-award", "starts_on")),
        ({"starts_on": "2025-12-11"}, (422, "verified-before-start", "verified_on")),
        ({"verified_on": "2090-01-01"}, (422, "in-the-future", "verified_on")),
        ({"award_id": 987654}, (404, "unknown-award", "award_id")),
        ({"person": "0000-0000-0000"}, (403, "not-a-subject", "person")),
        ({"person": "Zainab"}, (422, "invalid-request", "person")),
    ],
)
async def test_a_job_that_cannot_be_is_refused_and_leaves_nothing(
    field: Field, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    award = await field.award()
    assert refusal(await field.monitor.post("/employments", JOB | {"award_id": award} | changes)) == refused
    assert await field.value("SELECT count(*) FROM employments WHERE award_id = $1", award) == 0


async def test_nothing_is_recorded_of_an_award_that_was_voided_or_lies_elsewhere(field: Field) -> None:
    voided, elsewhere = await field.award(paid_on=None), await field.award(place=NAJAF)
    require_made(await field.officer.void(f"/awards/{voided}"))
    of_ninewa = field.service.caller(Role.MONITORING, areas=("IQG15",))
    for award, caller in ((voided, field.monitor), (elsewhere, of_ninewa)):
        for path, body in (("/visits", VISIT), ("/employments", JOB)):
            assert refusal(await caller.post(path, body | {"award_id": award})) == (404, "unknown-award", "award_id")
    for path, body in (("/visits", VISIT), ("/employments", JOB)):
        made = require_made(await field.monitor.post(path, body | {"award_id": elsewhere}))
        assert refusal(await of_ninewa.get(f"{path}/{made['id']}")) == (404, "not-found", None)
        assert refusal(await of_ninewa.void(f"{path}/{made['id']}")) == (404, "not-found", None)


async def test_an_award_has_a_thousand_jobs_at_the_most(field: Field) -> None:
    award = await field.award()
    one = require_made(await field.monitor.post("/employments", JOB | {"award_id": award}))["id"]
    stated = (
        "award_id, kind, fte, sex, age_band, displacement_status, starts_on, contract, wage, verified_on, recorded_by"
    )
    alike = f"SELECT {stated} FROM employments, generate_series(1, $2) WHERE id = $1"
    await field.value(f"INSERT INTO employments ({stated}) {alike}", one, MOST - 2)
    answers = await asyncio.gather(*(field.monitor.post("/employments", JOB | {"award_id": award}) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {refusal(answer)[1] for answer in answers if answer.status_code == 409} == {"too-many-jobs"}
    assert await field.value("SELECT count(*) FROM employments WHERE award_id = $1", award) == MOST


async def test_who_may_write_and_read_them(field: Field) -> None:
    award = await field.award()
    for path, body in (("/visits", VISIT), ("/employments", JOB)):
        made = require_made(await field.monitor.post(path, body | {"award_id": award}))["id"]
        for role in Role:
            reads = role in {Role.MONITORING, Role.GRANTS_OFFICER, Role.FINANCE_APPROVER}
            caller = field.service.caller(role)
            assert ((await caller.get(f"{path}/{made}")).status_code == 200) is reads, (path, role)
            if role is not Role.MONITORING:
                answer = await caller.post(path, body | {"award_id": award})
                assert refusal(answer)[:2] == (403, "not-your-role"), (path, role)


async def test_the_database_holds_that_a_part_of_a_job_is_one_and_that_no_end_is_before_its_start(field: Field) -> None:
    award = await field.award()
    job = require_made(await field.monitor.post("/employments", JOB | {"award_id": award}))["id"]
    end = "INSERT INTO employment_ends (employment_id, starts_on, ends_on, recorded_by) VALUES ($1, {}, {}, 'x')"
    half = (
        "INSERT INTO employments (award_id, kind, fte, sex, age_band, displacement_status, starts_on, contract, wage,"
        " verified_on, recorded_by) VALUES ($1, 'new', {}, 'female', '60+', 'unknown', '2025-06-10', 'daily', 'unpaid',"
        " '2025-06-10', 'x')"
    )
    for query, about, held in (
        (end.format("'2025-06-10'", "'2025-06-09'"), job, "ck_employment_ends_ends_after_start"),
        (end.format("'2025-06-01'", "'2025-06-09'"), job, "fk_employment_ends_employment_id_starts_on_employments"),
        (half.format("0"), award, "ck_employments_part_of_a_job"),
        (half.format("'NaN'"), award, "ck_employments_part_of_a_job"),
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=held):
            await field.value(query, about)
