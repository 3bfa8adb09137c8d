"""Filling empty databases with invented people: never beside anything else, and completed as it was begun."""

import csv
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from callers import KEY, require_made, running

from demo import filling
from demo.errors import Filled
from demo.sizes import Extent
from services.forums import app as forums_app
from services.grants import app as grants_app
from shared.callers import Role, Service

SMALL = Extent(people=300, seed=8)
APPLICATIONS = ("beneficiary", "grants", "forums", "gateway")


@pytest.fixture
async def urls(clone: Callable[[str], Awaitable[str]]) -> dict[str, str]:
    return {application: await clone(application) for application in APPLICATIONS}


async def value(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_everything_is_recorded_and_ids_go_on_after_it(urls: dict[str, str], tmp_path: Path) -> None:
    recorded = await filling.fill(urls, tmp_path, SMALL)
    assert recorded.people == await value(urls["beneficiary"], "SELECT count(*) FROM people")
    truth = csv.DictReader((tmp_path / "demo" / "truth.csv").read_text("utf-8").splitlines())
    assert [int(row["person_id"]) for row in truth] == list(range(1, recorded.people + 1))
    assert (tmp_path / "demo" / "truth.csv").stat().st_mode & 0o077 == 0
    for application, table in (("beneficiary", "consents"), ("grants", "payments"), ("forums", "members")):
        last = await value(urls[application], f"SELECT max(id) FROM {table}")
        assert await value(urls[application], f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))") == last + 1
    assert filling.is_loaded(tmp_path)
    assert filling.extent(tmp_path) == SMALL
    with pytest.raises(Filled, match="filled already"):
        await filling.fill(urls, tmp_path, SMALL)


async def test_the_pilots_forums_have_met_planned_been_trained_and_people_around_them_were_asked(
    urls: dict[str, str], tmp_path: Path
) -> None:
    await filling.fill(urls, tmp_path, SMALL)
    app = forums_app.create_app(forums_app.Settings(database_url=urls["forums"], mandate_key=KEY))
    async with running(Service.FORUMS, app, urls["forums"]) as service:
        monitor = service.caller(Role.MONITORING)
        asked = {"by": "forum", "project": "JPN-SDN-2019", "since": "2019-06-01", "until": "2021-03-31"}
        rows = require_made(await monitor.get("/indicators", **asked))["rows"]
        assert [row["place"] for row in rows] == ["IQG04Q01N02", "IQG04Q03", "IQG15Q08", "IQG15Q08N01", "IQG15Q08N03"]
        for row in rows:
            assert row["meetings_planned"] > row["meetings_held"] > 10
            assert (row["leaders"], row["concerns_raised"], row["concerns_resolved"]) == (2, 6, 3)
            assert (row["actions_agreed"], row["referrals_made"], row["plans_adopted"]) == (4, 3, 1)
            assert row["attendance_women"] > 50 < row["attendance_men"]
            assert row["police_trained"] > 15 < row["members_trained"]
            assert [moved["code"] for moved in row["perception"]] == [
                "safe_after_dark",
                "police_listen",
                "would_report",
            ]
            assert all(moved["paired"] and moved["change"] > 0 for moved in row["perception"])
    unlike = """SELECT count(*) FROM holdings JOIN (
        SELECT holding_id, sum(people) AS people FROM attendees GROUP BY holding_id
    ) AS there ON holding_id = holdings.id WHERE people <> present"""
    assert await value(urls["forums"], unlike) == 0
    assert await value(urls["forums"], "SELECT count(*) FROM concerns WHERE text IS NOT NULL") == 0


async def test_the_pilots_awards_were_monitored_and_made_jobs(urls: dict[str, str], tmp_path: Path) -> None:
    await filling.fill({"grants": urls["grants"]}, tmp_path, SMALL)
    app = grants_app.create_app(grants_app.Settings(database_url=urls["grants"], mandate_key=KEY))
    async with running(Service.GRANTS, app, urls["grants"]) as service:
        told = require_made(await service.caller(Role.MONITORING).get("/support", project="JPN-SDN-2019"))
    created, improved = told["jobs"]["created"], told["jobs"]["improved"]
    assert 28 * 3 < created["total"] < 28 * 6
    assert 28 * 3 < improved["total"] < 28 * 6
    assert created["total"] > created["by_mark"]["after_6_months"] > created["by_mark"]["after_12_months"] > 0
    assert created["total"] > created["by_sex"]["female"] > created["total"] / 5
    half, whole = told["survival"]
    assert (half["due"], half["not_visited"], whole["due"], whole["closed"]) == (28, 0, 28, 2)
    assert whole["not_visited"] > 0 < half["paused"]
    [revenue], [cost] = told["revenue_change"], told["cost_per_job"]
    assert revenue["currency"] == cost["currency"] == "USD"
    assert 1_000 < float(cost["amount"]) < 7_000


async def test_what_was_begun_is_completed_and_nothing_else_is_mixed_with_it(
    urls: dict[str, str], tmp_path: Path
) -> None:
    await filling.fill({"forums": urls["forums"]}, tmp_path, SMALL)
    (tmp_path / "demo" / "done").rename(tmp_path / "demo" / "begun")  # as an interruption leaves it
    assert not filling.is_loaded(tmp_path)
    assert await filling.is_wanted(urls, tmp_path)
    with pytest.raises(Filled, match="'nexus demo --people 300 --seed 8' completes it"):
        await filling.fill(urls, tmp_path, Extent(people=400))
    recorded = await filling.fill(urls, tmp_path)
    assert recorded.people == await value(urls["beneficiary"], "SELECT count(*) FROM people")
    assert await value(urls["gateway"], "SELECT count(*) FROM partners") == 4
    pilot = recorded.figures["JPN-SDN-2019"]
    assert pilot.assisted == await value(
        urls["grants"], "SELECT count(DISTINCT person_id) FROM assistances WHERE project = 'JPN-SDN-2019'"
    )
    assert filling.is_loaded(tmp_path)


async def test_what_was_begun_and_left_nothing_may_be_begun_anew_and_larger(
    urls: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "begun").touch()  # as an earlier version marked it
    assert filling.extent(tmp_path) == Extent()
    recorded = await filling.fill(urls, tmp_path, SMALL)
    assert recorded.people == pytest.approx(300, rel=0.1)
    assert filling.extent(tmp_path) == SMALL


async def test_a_database_in_which_somebody_works_is_left_alone(urls: dict[str, str], tmp_path: Path) -> None:
    connection = await asyncpg.connect(urls["beneficiary"])
    await connection.execute("INSERT INTO households (place, recorded_by) VALUES ('IQG15Q08N01', 'somebody')")
    await connection.close()
    with pytest.raises(Filled, match="empty ones only"):
        await filling.fill(urls, tmp_path, SMALL)
    assert not (tmp_path / "demo").exists()
    assert await value(urls["forums"], "SELECT count(*) FROM forums") == 0
