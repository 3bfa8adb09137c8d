"""Idempotency keys are forgotten after a month, in chunks, and those of money never."""

import asyncio
from typing import Any

import earlier
import pytest
from callers import SOMEBODY, THEIRS, Running, require_made, waiting
from registry import PERSON, Registry
from stepping import Office

from shared import idempotency
from shared.callers import Role
from shared.forgetting import FORGET_KEYS
from shared.jobs.doing import do


def working() -> bool:
    return False


async def forgotten(office: Office) -> dict[str, Any]:
    """The job that forgets, done."""
    id = await office.ask(FORGET_KEYS)
    assert await do(office.database, FORGET_KEYS, id, working) is None
    return await office.job(id)


async def age(office: Office, interval: str, where: str = "true") -> None:
    await office.execute(f"UPDATE idempotency_keys SET recorded_at = now() - interval '{interval}' WHERE {where}")


async def keys(office: Office) -> list[str]:
    return [row["key"] for row in await office.fetch("SELECT key FROM idempotency_keys ORDER BY key")]


async def test_what_is_older_than_a_month_is_forgotten_and_nothing_younger(registry: Registry) -> None:
    office = Office(registry.service)
    for key in ("old", "young"):
        require_made(await registry.caseworker.post("/people", PERSON, key=key))
    await age(office, "30 days 1 minute", "key = 'old'")
    await age(office, "29 days 23 hours", "key = 'young'")
    job = await forgotten(office)
    assert (job["state"], job["done"], job["total"]) == ("done", 1, 1)
    assert await keys(office) == ["young"]
    people = await registry.count("people")
    require_made(await registry.caseworker.post("/people", PERSON, key="young"))
    assert await registry.count("people") == people
    require_made(await registry.caseworker.post("/people", PERSON | {"sex": "male"}, key="old"))
    assert await registry.count("people") == people + 1


async def test_keys_are_forgotten_in_chunks_and_counted(registry: Registry) -> None:
    office = Office(registry.service)
    await office.execute(
        "INSERT INTO idempotency_keys (caller, key, fingerprint, of_money, recorded_at) SELECT 'staff:x', n::text, '',"
        " false, now() - interval '31 days' - n * interval '1 second' FROM generate_series(1, 2500) AS n"
    )
    job = await forgotten(office)
    assert (job["done"], job["total"], await keys(office)) == (2500, 2500, [])
    assert (await forgotten(office))["done"] == 0


async def test_keys_of_money_are_never_forgotten(grants: Running) -> None:
    office = Office(grants)
    officer = grants.caller(Role.GRANTS_OFFICER, subjects=(SOMEBODY,))
    administrator = grants.caller(Role.ADMINISTRATOR)
    finance = grants.caller(Role.FINANCE_APPROVER)
    project = {
        "code": "PILOT-1", "title": "A project", "donor": "A donor", "starts_on": "2019-01-01", "ends_on": "2035-12-31",
        "budget": "1000000.00", "currency": "USD",
    }  # fmt: skip
    require_made(await administrator.post("/projects", project, key="project"))
    enterprise = {"name": "A bakery", "sector": "food", "place": "IQG15Q08", "owners": THEIRS}
    made = require_made(await officer.post("/enterprises", enterprise, key="enterprise"))
    money = {"amount": "5000.00", "currency": "USD"}
    awarded = await earlier.award(grants.url, made["id"], project="PILOT-1")
    given = {"project": "PILOT-1", "recipient": SOMEBODY.reference, "sex": "female", "modality": "VT"}
    given |= money | {"place": "IQG15Q08", "approved_on": "2020-02-01"}
    require_made(await officer.post("/assistances", given, key="assistance"))
    payment = {"award_id": awarded, "reference": "PAY-1", "paid_on": "2020-03-01"} | money
    paid = require_made(await finance.post("/payments", payment, key="payment"))
    void = f"/payments/{paid['id']}/void"
    require_made(await finance.post(void, {"reason": "entered_in_error"}, key="void"))
    await age(office, "10 years")
    assert (await forgotten(office))["done"] == 2
    assert await keys(office) == ["assistance", "payment", "void"]
    assert require_made(await finance.post("/payments", payment, key="payment"))["id"] == paid["id"]


async def test_keys_from_before_it_was_said_are_kept_where_there_is_money(grants: Running, forums: Running) -> None:
    """As a version that does not say it writes them."""
    for service in (grants, forums):
        office = Office(service)
        await office.execute("INSERT INTO idempotency_keys (caller, key, fingerprint) VALUES ('staff:x', 'early', '')")
        await age(office, "31 days")
        assert (await forgotten(office))["done"] == 0
        assert await keys(office) == ["early"]


async def test_a_key_that_is_just_being_forgotten_is_free_again(registry: Registry) -> None:
    require_made(await registry.caseworker.post("/people", PERSON, key="free"))
    people = await registry.count("people")
    async with registry.service.connection() as connection, connection.transaction():
        await connection.execute("DELETE FROM idempotency_keys WHERE key = 'free'")
        again = asyncio.create_task(registry.caseworker.post("/people", PERSON, key="free"))
        await waiting(connection, 1)
    assert (await again).status_code == 201
    assert await registry.count("people") == people + 1


async def test_a_key_that_is_forgotten_between_two_looks_is_free_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_made(await registry.caseworker.post("/people", PERSON, key="between"))
    people = await registry.count("people")
    gone = "WITH gone AS (DELETE FROM idempotency_keys WHERE caller = $1 AND key = $2)"
    nothing = "SELECT fingerprint, effect FROM idempotency_keys WHERE false"
    monkeypatch.setattr(idempotency, "_FIND", f"{gone} {nothing}")
    assert (await registry.caseworker.post("/people", PERSON, key="between")).status_code == 201
    assert await registry.count("people") == people + 1
