"""A lookup by a partner: what mandate, subjects, chosen fields, consent and the row in the ledger cost together."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Any

import asyncpg

from bench import cpu, running
from bench.asking import asking, bearing
from bench.pairs import PAIRS, Way
from bench.report import Claim
from bench.running import Nexus, Urls
from demo.callers import partner_secrets
from demo.partners import Agreement, agree

PARTNER, PURPOSE, PROJECT = "molsa", "livelihood-support", "JPN-SDN-2019"
CONNECTIONS, TIMES = 8, 600
TARGET_MS = 2.5
MANY, TARGET_GROWTH = 10_000, 1.2
_CLIENT = "bench-partner-"


def claims(nexus: Nexus, urls: Urls, postmaster: int) -> Iterator[Claim]:
    """CPU milliseconds of Python and PostgreSQL for one lookup of one person, above the same without trust."""
    number, year = asyncio.run(_somebody_who_consents(urls["beneficiary"]))
    body = {"purpose": PURPOSE, "people": [{"registration_number": number, "birth_year": year}]}
    asyncio.run(_lift_limits(urls["gateway"]))
    token = partial(_token, nexus)
    claimed = _way(nexus.address, nexus.pid, postmaster, body, token)
    environment = running.named(urls) | {"NEXUS_VAR": str(nexus.var)}
    with running.floor("lookup", environment, PARTNER, PURPOSE) as (pid, address):
        _require_same(_told(address, body, token()), _told(nexus.address, body, token()))
        floor = _way(address, pid, postmaster, body, token)
        yield _above(floor, claimed)
    before = _cost(claimed)
    asyncio.run(_many_agreements(urls["gateway"]))
    yield Claim(
        f"lookup among {MANY:,} agreements",
        _cost(claimed) / before,
        TARGET_GROWTH,
        "times its CPU before",
    )


def _above(floor: Way, claimed: Way) -> Claim:
    for way in (floor, claimed):
        way.do(way.times)
    costs = [(floor.cost(), claimed.cost()) for _ in range(PAIRS)]
    floor_cost, claim_cost = (median(side) for side in zip(*costs, strict=True))
    return Claim(
        "lookup, above the same without trust",
        median(claim - bare for bare, claim in costs),
        TARGET_MS,
        f"CPU ms ({claim_cost:.2f} - {floor_cost:.2f})",
    )


def _way(address: str, pid: int, postmaster: int, body: object, token: Any) -> Way:
    ask = asking(f"{address}/v1/people/lookup", CONNECTIONS, bearing(token), lambda _: [body])
    return Way(ask, cpu.of_all(cpu.of(pid), cpu.of_postgres(postmaster)), TIMES)


def _cost(way: Way) -> float:
    way.do(way.times)
    return median(way.cost() for _ in range(PAIRS))


def _token(nexus: Nexus) -> str:
    secret = partner_secrets(nexus.var)[PARTNER]
    form = f"grant_type=client_credentials&client_id={PARTNER}&client_secret={secret}".encode()
    with urllib.request.urlopen(f"{nexus.address}/oauth2/client/token", form, timeout=30) as response:
        told: str = json.load(response)["access_token"]
    return told


def _told(address: str, body: object, token: str) -> Any:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    request = urllib.request.Request(f"{address}/v1/people/lookup", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


async def _somebody_who_consents(url: str) -> tuple[str, int]:
    """Somebody in the pilot, whose consent is recorded here unless the demo has it."""
    connection = await asyncpg.connect(url)
    try:
        notice = await connection.fetchval(
            "INSERT INTO notices (purpose, recipient_class, version, text_en, text_ar, text_ckb, recorded_by)"
            " SELECT $1::text, 'authority', coalesce(max(version), 0) + 1, 'x', 'x', 'x', 'bench' FROM notices"
            " WHERE purpose = $1::text AND recipient_class = 'authority' RETURNING id",
            PURPOSE,
        )
        row = await connection.fetchrow(
            "SELECT person.id, person.registration_number, extract(year FROM stated.birth_date)::int AS year"
            " FROM people AS person JOIN particulars AS stated ON stated.person_id = person.id"
            " JOIN attendances AS attendance ON attendance.person_id = person.id"
            " JOIN activities AS activity ON activity.id = attendance.activity_id"
            " WHERE person.voided_at IS NULL AND stated.voided_at IS NULL AND attendance.voided_at IS NULL"
            " AND activity.voided_at IS NULL AND activity.project = $1 AND stated.birth_date < '1990-01-01'"
            " ORDER BY person.id LIMIT 1",
            PROJECT,
        )
        assert row is not None
        await connection.execute(
            "INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed,"
            " notice_id, given_by, recorded_by)"
            " VALUES ($1, $2, 'authority', 'given', '2025-01-01', 'ar', 'thumbprint', $3, 'self', 'bench')",
            row["id"],
            PURPOSE,
            notice,
        )
        return row["registration_number"], row["year"]
    finally:
        await connection.close()


async def _lift_limits(url: str) -> None:
    """Partners' limits never change; for the bench the table is opened for a moment."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ALTER TABLE partners DISABLE TRIGGER USER")
        await connection.execute("UPDATE partners SET requests_per_minute = 100000000, lookups_per_day = 1000000000")
        await connection.execute("ALTER TABLE partners ENABLE TRIGGER USER")
    finally:
        await connection.close()


async def _many_agreements(url: str) -> None:
    """As many agreements of as many other partners."""
    connection = await asyncpg.connect(url)
    try:
        decision = await connection.fetchval(
            "INSERT INTO decisions (matter, needed, recorded_by) VALUES ('partner', 0, 'bench') RETURNING id"
        )
        await connection.execute(
            "INSERT INTO partners (code, name, caller_class, sandbox, contacts, requests_per_minute, lookups_per_day,"
            " decision_id, recorded_by) SELECT $1::text || n, 'x', 'authority', false, '{x}', 1, 1, $2, 'bench'"
            " FROM generate_series(1, $3::int) AS n",
            _CLIENT,
            decision,
            MANY,
        )
        for number in range(1, MANY + 1):
            await agree(
                connection,
                f"{_CLIENT}{number}",
                Agreement(f"{_CLIENT}{number}", PURPOSE, {"people": ("high", None)}, consent=PURPOSE),
            )
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _require_same(floor: object, claimed: object) -> None:
    if floor != claimed:
        raise AssertionError(f"the floor answers something else: {floor} and not {claimed}")
