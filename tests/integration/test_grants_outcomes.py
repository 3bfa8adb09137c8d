"""What became of a project's awards: jobs, enterprises that go on, what they take and what a job cost, by hand."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from callers import require_made
from committee import PROJECT
from fieldwork import NAJAF, Field, fieldwork

from shared.callers import Role
from shared.days import today

_CODES = (f"PRJ-{number}" for number in count(1))
USD = {"currency": "USD"}


@pytest.fixture(scope="module")
async def field(module_clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Field]:
    async with fieldwork(module_clone, tmp_path_factory.mktemp("files")) as opened:
        yield opened


@pytest.fixture
async def project(field: Field) -> str:
    """A project of this test's own."""
    code = next(_CODES)
    require_made(await field.service.caller(Role.ADMINISTRATOR).post("/projects", PROJECT | {"code": code}))
    return code


async def told(field: Field, project: str, **changes: Any) -> dict[str, Any]:
    return require_made(await field.service.caller(Role.MONITORING, **changes).get("/support", project=project))


def some(counts: dict[str, int]) -> dict[str, int]:
    return {code: number for code, number in counts.items() if number}


# --- jobs -------------------------------------------------------------------------------------------------------------


async def test_a_job_counts_at_each_mark_that_it_lasted_to(field: Field, project: str) -> None:
    award = await field.award(project=project)
    lasted = {"starts_on": "2025-06-01", "verified_on": "2025-06-01"}
    for last_day in ("2025-08-30", "2025-08-31", "2025-11-30", "2026-05-30", "2026-05-31", None):
        await field.job(award, ends_on=last_day, **lasted)
    created = (await told(field, project))["jobs"]["created"]
    assert created["total"] == 5
    assert created["by_mark"] == {"after_3_months": 5, "after_6_months": 4, "after_12_months": 2}


async def test_a_job_that_began_lately_is_not_created_yet(field: Field, project: str) -> None:
    award = await field.award(project=project)
    lately = (today() - timedelta(days=80)).isoformat()
    await field.job(award, starts_on=lately, verified_on=lately)
    assert (await told(field, project))["jobs"]["created"]["total"] == 0


async def test_jobs_are_told_by_kind_with_what_they_are_together_and_of_whom(field: Field, project: str) -> None:
    award = await field.award(project=project)
    await field.job(award, fte="0.50", displacement_status="returnee")
    await field.job(award, fte="0.25", sex="male", age_band="60+")
    await field.job(award, kind="improved", fte="1")
    jobs = (await told(field, project))["jobs"]
    created, improved = jobs["created"], jobs["improved"]
    assert (created["total"], created["fte"], improved["total"], improved["fte"]) == (2, "0.75", 1, "1.00")
    assert created["by_sex"] == {"female": 1, "male": 1, "not_stated": 0}
    assert some(created["by_age_band"]) == {"18-59": 1, "60+": 1}
    assert some(created["by_displacement_status"]) == {"returnee": 1, "unknown": 1}
    assert some(improved["by_sex"]) == {"female": 1}


async def test_what_was_voided_ended_or_recorded_since_does_not_change_an_earlier_moment(
    field: Field, project: str
) -> None:
    award = await field.award(project=project)
    days = {"starts_on": "2025-06-01", "verified_on": "2025-06-01"}
    ends, voided = await field.job(award, **days), await field.job(award, **days)
    seen = await field.visited(award, mark="after_6_months", visited_on="2025-12-01")
    before = await field.service.moment()
    then = await told(field, project, as_of=before)
    assert then["jobs"]["created"]["total"] == 2
    require_made(await field.monitor.post(f"/employments/{ends}/end", {"ends_on": "2025-06-20"}))
    require_made(await field.monitor.void(f"/employments/{voided}"))
    require_made(await field.monitor.void(f"/visits/{seen}"))
    await field.job(award, kind="improved", **days)
    assert await told(field, project, as_of=before) == then
    now = await told(field, project)
    assert (now["jobs"]["created"]["total"], now["jobs"]["improved"]["total"]) == (0, 1)
    assert (then["survival"][0]["running"], now["survival"][0]["running"]) == (1, 0)


async def test_what_lies_elsewhere_or_is_of_an_award_that_was_voided_does_not_count(field: Field, project: str) -> None:
    here, there = await field.award(project=project), await field.award(project=project, place=NAJAF)
    gone = await field.award(project=project, paid_on=None)
    for award in (here, there, there, gone):
        await field.job(award)
    require_made(await field.officer.void(f"/awards/{gone}"))
    for areas, jobs in ((("IQ",), 3), (("IQG15",), 1), (("IQG04",), 2), (("IQG11",), 0)):
        assert (await told(field, project, areas=areas))["jobs"]["created"]["total"] == jobs
    nothing = await told(field, "ZZZ-1")
    assert nothing["jobs"]["created"]["total"] == 0
    assert [(line["due"], line["running_percent"]) for line in nothing["survival"]] == [(0, None), (0, None)]
    assert nothing["revenue_change"] == nothing["cost_per_job"] == []


# --- survival ---------------------------------------------------------------------------------------------------------


async def test_enterprises_survive_that_run_at_the_visit_and_those_not_visited_do_neither(
    field: Field, project: str
) -> None:
    awards = [await field.award(project=project) for _ in range(5)]
    states = [{"operation": "running"}] * 2 + [{"operation": "paused"}]
    states += [{"operation": "closed", "closed_because": "sold"}]
    for award, state in zip(awards, states, strict=False):
        await field.visited(award, mark="after_6_months", **state)
    await field.visited(awards[4], mark="after_3_months", visited_on="2025-10-01")  # of which survival is not asked
    half, whole = (await told(field, project))["survival"]
    assert half == {
        **{"mark": "after_6_months", "due": 5, "running": 2, "paused": 1, "closed": 1, "not_visited": 1},
        "running_percent": "50.0",
    }
    assert (whole["due"], whole["not_visited"], whole["running_percent"]) == (5, 5, None)


async def test_a_mark_is_due_so_long_after_the_first_payment_and_never_without_one(field: Field, project: str) -> None:
    await field.award(project=project, paid_on=None)
    await field.award(project=project, paid_on=(today() - timedelta(days=30)).isoformat())
    twice = await field.award(project=project, paid_on=(today() - timedelta(days=30)).isoformat())
    await field.pay(twice, (today() - timedelta(days=250)).isoformat())
    assert [line["due"] for line in (await told(field, project))["survival"]] == [1, 0]


async def to_one_enterprise(field: Field, first: int, second: int) -> None:
    """A second award is one to the enterprise of the first."""
    about = await field.value("SELECT enterprise_id FROM awards WHERE id = $1", first)
    await field.value("ALTER TABLE awards DISABLE TRIGGER USER")
    await field.value("UPDATE awards SET enterprise_id = $2 WHERE id = $1", second, about)
    await field.value("ALTER TABLE awards ENABLE TRIGGER USER")


async def test_an_enterprise_with_two_awards_counts_once(field: Field, project: str) -> None:
    first = await field.award(project=project)
    second = await field.award(project=project)
    await to_one_enterprise(field, first, second)
    await field.visited(first, mark="after_6_months")
    await field.visited(second, mark="after_6_months", visited_on="2025-12-20", operation="paused")
    half = (await told(field, project))["survival"][0]
    assert (half["due"], half["running"], half["paused"], half["not_visited"]) == (1, 0, 1, 0)


async def test_of_two_awards_an_enterprise_is_seen_by_the_visit_of_the_one_that_was_paid_first(
    field: Field, project: str
) -> None:
    second = await field.award(project=project, paid_on="2025-09-01")
    first = await field.award(project=project, paid_on="2025-06-01")
    await to_one_enterprise(field, first, second)
    await field.visited(second, mark="after_6_months", visited_on="2026-03-05")
    half = (await told(field, project))["survival"][0]
    assert (half["due"], half["running"], half["not_visited"]) == (1, 0, 1)
    await field.visited(first, mark="after_6_months", operation="closed", closed_because="sold")
    half = (await told(field, project))["survival"][0]
    assert (half["due"], half["running"], half["closed"]) == (1, 0, 1)


# --- money ------------------------------------------------------------------------------------------------------------


async def test_revenue_changes_by_the_median_of_the_last_visits_in_each_currency(field: Field, project: str) -> None:
    for before, after in (("100.00", "150.00"), ("200.00", "180.00"), ("300.00", "330.00"), ("50.00", "0.00")):
        award = await field.award(project=project)
        await field.visited(award, revenue_before=before, revenue="999.00", visited_on="2025-08-01", **USD)
        await field.visited(award, revenue_before=before, revenue=after, **USD)
        await field.visited(award, visited_on="2025-12-30")  # where nobody said
    in_dinars = await field.award(project=project, currency="IQD")
    await field.visited(in_dinars, revenue_before="1000000", revenue="1005000", currency="IQD")
    from_nothing = await field.award(project=project)
    await field.visited(from_nothing, revenue_before="0", revenue="500.00", **USD)
    assert (await told(field, project))["revenue_change"] == [
        {"currency": "IQD", "compared": 1, "median_percent": "0.5", "grew_percent": "100.0"},
        {"currency": "USD", "compared": 4, "median_percent": "0.0", "grew_percent": "50.0"},
    ]


async def test_a_job_costs_what_was_paid_in_its_currency_and_without_jobs_there_is_no_cost(
    field: Field, project: str
) -> None:
    award = await field.award(project=project)
    await field.pay(award, "2025-07-01", amount="100.01")
    for _ in range(3):
        await field.job(award)
    await field.job(award, kind="improved")
    await field.job(award, starts_on="2025-06-01", ends_on="2025-06-02")
    await field.award(project=project, currency="IQD", amount="900000")
    assert (await told(field, project))["cost_per_job"] == [
        {"currency": "IQD", "paid": "100", "created": 0, "amount": None},
        {"currency": "USD", "paid": "200.01", "created": 3, "amount": "66.67"},
    ]


async def test_a_thousand_jobs_are_counted(field: Field, project: str) -> None:
    award = await field.award(project=project)
    one = await field.job(award, fte="0.01")
    stated = (
        "award_id, kind, fte, sex, age_band, displacement_status, starts_on, contract, wage, verified_on, recorded_by"
    )
    alike = f"SELECT {stated} FROM employments, generate_series(1, 999) WHERE id = $1"
    await field.value(f"INSERT INTO employments ({stated}) {alike}", one)
    created = (await told(field, project))["jobs"]["created"]
    assert (created["total"], created["fte"], created["by_mark"]["after_3_months"]) == (1_000, "10.00", 1_000)
