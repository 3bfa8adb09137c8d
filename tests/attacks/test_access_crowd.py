"""Ten thousand agreements in the database: a partner is answered by its own, and the others are not even read."""

import json
from collections.abc import AsyncIterator
from typing import Any

import access_population as population
import access_reference as reference
import asyncpg
import pytest
from access_lookups import Attacker
from access_population import VOIDED, World
from access_sizes import size
from house import House

from gateway.access.agreements import reads as agreements
from shared.callers import CallerClass

AGREEMENTS = size(2_000, 10_000)


async def crowded(connection: "asyncpg.Connection[asyncpg.Record]", many: int) -> None:
    """As many partners, each with an agreement in force of two versions, written in bulk."""
    await connection.execute(
        """
        WITH decided AS (
            INSERT INTO decisions (matter, needed, recorded_by) SELECT 'partner', 0, 'bulk' RETURNING id
        ), partner AS (
            INSERT INTO partners (code, name, caller_class, sandbox, contacts, requests_per_minute, lookups_per_day,
                decision_id, recorded_by)
            SELECT 'crowd-' || number, 'x', 'aid', false, '{x}', 1, 1, decided.id, 'bulk'
            FROM decided, generate_series(1, $1::int) AS number RETURNING id, code
        ), agreement AS (
            INSERT INTO agreements (code, partner_id, caller_class, sandbox, purpose, recorded_by)
            SELECT code, id, 'aid', false, 'case-referral', 'bulk' FROM partner RETURNING id
        ), version AS (
            INSERT INTO agreement_versions (agreement_id, caller_class, sandbox, version, legal_basis, areas, projects,
                minimum_cell, onward_transfer, retention_days, destruction, starts_on, ends_on, review_on,
                incident_contacts, widens, decision_id, recorded_by)
            SELECT agreement.id, 'aid', false, number, 'public_interest', '{IQ}', '{AAA-1,BBB-2,CCC-3,DDD-4}', 10,
                false, 365, 'x', '2019-01-01', '2090-01-01', '2080-01-01', '{x}', '{}', decided.id, 'bulk'
            FROM agreement, decided, generate_series(1, 2) AS number RETURNING id
        )
        INSERT INTO agreement_grants (version_id, dataset, caller_class, ceiling)
        SELECT version.id, dataset, 'aid', 'high' FROM version, unnest('{people,assistances}'::text[]) AS dataset
        """,
        many,
    )
    for table in ("partners", "agreements", "agreement_versions", "agreement_grants", "decisions", "approvals"):
        await connection.execute(f"ANALYZE {table}")


def scans(plan: dict[str, Any]) -> list[str]:
    """The tables that a plan reads from end to end."""
    found = [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" else []
    return found + [table for inner in plan.get("Plans", ()) for table in scans(inner)]


async def read_whole(world: World, statement: str, partner: str) -> set[str]:
    """The large tables that reading a partner's agreements reads whole."""
    plan = await world.gateway.fetchval(f"EXPLAIN (FORMAT JSON, ANALYZE) {statement}", partner)
    large = {"partners", "agreements", "agreement_versions", "agreement_grants"}
    return large.intersection(scans(json.loads(plan)[0]["Plan"]))


@pytest.fixture(scope="module")
async def crowd(house: House) -> AsyncIterator[World]:
    async with population.peopled(house, 23) as world:
        await crowded(world.gateway, AGREEMENTS)
        yield world


async def test_among_many_agreements_a_partner_is_answered_by_its_own(crowd: World) -> None:
    attacker = Attacker(crowd)
    assert await attacker.attack(size(60, 500)) is None
    assert attacker.found > 5


async def test_among_many_agreements_those_of_one_are_found_by_index(crowd: World) -> None:
    for partner in (*population.PARTNERS, "crowd-7", f"crowd-{AGREEMENTS}", "nobody"):
        assert await read_whole(crowd, agreements._OF_PARTNER, partner) == set()


async def test_an_agreement_that_is_sought_without_an_index_is_noticed(crowd: World) -> None:
    plain = agreements._OF_PARTNER.replace("partner.code = $1", "lower(partner.code) = $1")
    assert "partners" in await read_whole(crowd, plain, "ministry")


async def test_an_old_agreement_with_the_same_partner_answers_nothing(crowd: World) -> None:
    """Ended ones stay in the database by the thousand; none of them counts."""
    partner = next(iter(population.PARTNERS))
    await crowd.resume("partner", partner, crowd.suspensions[partner])
    for one in crowd.standing(partner):
        one.ended = True
        await crowd.gateway.execute(f"UPDATE agreements SET {VOIDED} WHERE code = $1", one.code)
    token = crowd.house.partner(CallerClass(population.PARTNERS[partner]), partner)
    for purpose in population.PURPOSES:
        body = {"purpose": purpose, "people": [{"registration_number": "0000-0000-0098", "birth_year": 1990}]}
        answer = await crowd.house.ask(token, "POST", "/v1/people/lookup", json.dumps(body).encode())
        assert (answer.status, answer.kind) == (403, "not-in-agreement")
    assert not any(reference.stands(one, population.today()) for one in crowd.agreements if one.partner == partner)
