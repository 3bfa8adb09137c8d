"""A tranche paid by an order that others approved: in the service, with all that it judges, and written by hand; and
tranches of one fund paid by several at once, beside pgbench that writes the same; and by a bank's report, beside one
row that as many change by pgbench."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from secrets import token_hex
from statistics import median
from time import perf_counter, time
from typing import Any

import asyncpg
from fastapi import FastAPI
from starlette.types import Message

from bench import cpu, reporting, running
from bench.floors import disbursement as floors
from bench.floors import pgbench
from bench.pairs import PAIRS, Way, compared
from bench.report import Claim
from services.grants import app as grants_app
from shared.callers import CallerClass, DatasetName, Role, Service
from shared.classification import HIGH, Scope
from shared.database import WRITERS
from shared.idempotency import HEADER as IDEMPOTENCY_KEY
from shared.mandate import COUNTRY, HEADER, Mandate, mint

TIMES, AT_ONCE, TARGET = 100, WRITERS, 3.0
"""As many at once as one process of the service writes at once."""
CLIENTS = 4
"""Clients of pgbench, which makes most of them with two on each of two processors."""
CROWD, CROWDED, REPORTED, SLOWER = 3, 400, 1_000, 1 / 0.3
"""So often the throughput is measured, of so many payments, of so many by a report, which may take so many times as
long as pgbench's."""
ROUNDS = 2 * (PAIRS + 2) + (2 * CROWD * CROWDED + (CROWD + 1) * REPORTED) // TIMES
"""In pairs, after each way was begun and warmed; in a crowd, and as many by pgbench; and by a report."""
TRANCHES = 100
AWARDS = TIMES * ROUNDS // TRANCHES
KEY = bytes(range(32))
PAID_ON = date(2026, 1, 15)
_BY = "'staff:somebody'"

_FACTS = (
    f"""INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by)
    VALUES ('JPN-SDN-2025', 'Support', 'Government of Japan', '2025-04-01', '2035-03-31', 3630000, 'USD', {_BY})""",
    f"""INSERT INTO funds (project, donor, title, ceiling, currency, recorded_by)
    VALUES ('JPN-SDN-2025', 'Government of Japan', 'Enterprise Development Fund', 9000000, 'USD', {_BY})""",
    f"""INSERT INTO calls (fund_id, variant, sectors, districts, budget, smallest, largest, currency, least_years,
        least_contribution, registered, scoring, opens_at, closes_at, recorded_by)
    SELECT id, 'general', '{{food}}', '{{IQG15Q08}}', 9000000, 7000, 30000, 'USD', 1, 10, true, 'eoi-2019',
        '2025-05-01Z', '2025-08-01Z', {_BY} FROM funds""",
    f"""INSERT INTO enterprises (name, sector, place, recorded_by)
    SELECT 'Bakery ' || n, 'food', 'IQG15Q08', {_BY} FROM generate_series(1, {AWARDS}) AS n""",
    f"""INSERT INTO applications (call_id, enterprise_id, place, recorded_by)
    SELECT call.id, enterprise.id, 'IQG15Q08', {_BY} FROM calls AS call, enterprises AS enterprise""",
    f"""INSERT INTO transitions (application_id, number, stage, recorded_by) SELECT id, 0, 'draft', {_BY}
    FROM applications""",
    f"""INSERT INTO awards (enterprise_id, project, place, owner_sex, amount, currency, approved_on, application_id,
        fund_id, recorded_by)
    SELECT application.enterprise_id, 'JPN-SDN-2025', 'IQG15Q08', 'female', {TRANCHES * 100}, 'USD', '2025-09-01',
        application.id, fund.id, {_BY} FROM applications AS application, funds AS fund""",
    f"""INSERT INTO accounts (fund_id, standing, currency, recorded_by) SELECT id, 'given', 'USD', {_BY} FROM funds""",
    f"""INSERT INTO accounts (fund_id, standing, award_id, currency, recorded_by)
    SELECT fund_id, standing, id, 'USD', {_BY}
    FROM awards, unnest(ARRAY['committed', 'disbursed', 'returned']) AS standing""",
    f"""INSERT INTO postings (fund_id, kind, booked_on, award_id, recorded_by)
    SELECT fund_id, 'committed', approved_on, id, {_BY} FROM awards""",
    """INSERT INTO entries (posting_id, account_id, currency, amount)
    SELECT posting.id, account.id, 'USD', CASE account.standing WHEN 'given' THEN -award.amount ELSE award.amount END
    FROM postings AS posting JOIN awards AS award ON award.id = posting.award_id
    JOIN accounts AS account ON account.standing = 'given'
        OR (account.award_id = award.id AND account.standing = 'committed')""",
    f"""INSERT INTO contracts (award_id, currency, recorded_by) SELECT id, 'USD', {_BY} FROM awards""",
    f"""WITH version AS (
        INSERT INTO contract_versions (contract_id, version, signed_on, amount, recorded_by)
        SELECT id, 1, '2025-09-02', {TRANCHES * 100}, {_BY} FROM contracts RETURNING id, contract_id
    )
    INSERT INTO tranches (contract_id, version_id, number, milestone, due_on, amount, recorded_by)
    SELECT contract_id, id, number, 'Reached', '2025-10-01', 100, {_BY}
    FROM version, generate_series(1, {TRANCHES}) AS number""",
    f"""INSERT INTO milestones (contract_id, tranche, reached_on, recorded_by)
    SELECT contract_id, number, '2025-10-01', {_BY} FROM tranches""",
    """INSERT INTO milestone_verifications (milestone_id, prepared_by, verified_on, recorded_by)
    SELECT id, recorded_by, '2025-10-02', 'staff:another' FROM milestones""",
    f"""INSERT INTO orders (award_id, fund_id, tranche_id, tranche, amount, currency, threshold, recorded_by)
    SELECT award.id, award.fund_id, tranche.id, tranche.number, tranche.amount, 'USD', 0, {_BY}
    FROM awards AS award JOIN contracts AS contract ON contract.award_id = award.id
    JOIN tranches AS tranche ON tranche.contract_id = contract.id ORDER BY tranche.number, award.id""",
    """INSERT INTO order_checks (order_id, made_by, recorded_by) SELECT id, recorded_by, 'staff:another' FROM orders""",
    """INSERT INTO order_approvals (order_id, made_by, checked_by, amount, threshold, recorded_by)
    SELECT id, recorded_by, 'staff:another', amount, threshold, 'staff:a-third' FROM orders""",
)  # fmt: skip
_TABLES = "SELECT relname AS name FROM pg_stat_user_tables WHERE schemaname = 'public'"
_ORDERS = """
SELECT made.id, made.award_id, made.fund_id, made.tranche, made.amount, committed.id AS committed,
    disbursed.id AS disbursed
FROM orders AS made
JOIN accounts AS committed ON committed.award_id = made.award_id AND committed.standing = 'committed'
JOIN accounts AS disbursed ON disbursed.award_id = made.award_id AND disbursed.standing = 'disbursed'
ORDER BY made.id
"""


def claims() -> Iterator[Claim]:
    """CPU of Python and PostgreSQL from a request to its answer, in one process and without a socket."""
    with running.folder() as var, running.databases(var) as (server, urls), asyncio.Runner() as runner:
        environment = os.environ | {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        subprocess.run([running.PROGRAM, "migrate"], env=environment | {"NEXUS_VAR": str(var)}, check=True)
        clock = cpu.of_all(cpu.of(os.getpid()), cpu.of_postgres(server.process.pid))
        bank = runner.run(_open(urls["grants"], f"file://{var / 'files'}"))
        runner.run(bank.begin())
        yield compared(
            "disbursement of a tranche",
            floor=Way(lambda times: runner.run(bank.by_hand(times)), clock, TIMES),
            claimed=Way(lambda times: runner.run(bank.by_the_service(times)), clock, TIMES),
            target=TARGET,
        )
        told = server.binaries, urls["grants"], CLIENTS
        yield _beside(
            "disbursements of one fund, in a second",
            lambda: runner.run(bank.in_a_crowd()),
            lambda: pgbench.payments(*told, bank.waiting(CROWDED)),
            "by pgbench, the same rows",
        )
        yield _beside(
            "disbursements of one fund, by a report",
            lambda: runner.run(bank.by_a_report()),
            lambda: pgbench.changes_of_one_row(*told),
            "changes of one row by pgbench",
        )
        runner.run(bank.close())


def _beside(name: str, ours: Callable[[], float], theirs: Callable[[], float], what: str) -> Claim:
    """How many times as many pgbench makes in a second as we do: the median of some rounds."""
    rounds = [(theirs(), ours()) for _ in range(CROWD)]
    bare, paid = (median(side) for side in zip(*rounds, strict=True))
    ratio = median(theirs / ours for theirs, ours in rounds)
    return Claim(name, ratio, SLOWER, f"times as many {what} ({paid:.0f} / {bare:.0f} in a second)")


class _Bank:
    """Orders that wait to be paid, the service, and connections beside it."""

    def __init__(
        self, orders: list[asyncpg.Record], pool: "asyncpg.Pool[asyncpg.Record]", app: FastAPI, running: Any
    ) -> None:
        self._orders, self._pool, self._app, self._running = iter(orders), pool, app, running
        self._references = count(1)

    async def begin(self) -> None:
        """Pay the first in each way, and have PostgreSQL look at what that wrote, as it does by itself in a minute:
        what was planned for empty tables is planned anew."""
        await self.by_hand(TIMES)
        await self.by_the_service(TIMES)
        await self.by_a_report()
        for table in await self._pool.fetch(_TABLES):
            await self._pool.execute(f"VACUUM ANALYZE {table['name']}")

    async def by_hand(self, times: int) -> None:
        async def pay(orders: list[asyncpg.Record]) -> None:
            for order in orders:
                async with self._pool.acquire() as connection:
                    await floors.pay(connection, order, f"PV-{next(self._references)}", PAID_ON)

        await asyncio.gather(*(pay(orders) for orders in self._next(times)))

    async def by_the_service(self, times: int) -> None:
        async def pay(orders: list[asyncpg.Record]) -> None:
            for order in orders:
                reference = f"PV-{next(self._references)}"
                body = json.dumps({"reference": reference, "paid_on": PAID_ON.isoformat()})
                headers = {
                    HEADER: mint(_mandate(), KEY),
                    IDEMPOTENCY_KEY: reference,
                    "content-type": "application/json",
                }
                status = await _asked(self._app, f"/orders/{order['id']}/pay", headers, body.encode())
                if status != 201:
                    raise AssertionError(f"it was not paid: {status}")

        await asyncio.gather(*(pay(orders) for orders in self._next(times)))

    async def in_a_crowd(self) -> float:
        """Pay as many as a crowd does; gives how many in a second."""
        begun = perf_counter()
        await self.by_the_service(CROWDED)
        return CROWDED / (perf_counter() - begun)

    async def by_a_report(self) -> float:
        """Pay a batch that a bank reports to have settled; gives how many orders in a second."""
        orders, name = self.waiting(REPORTED), token_hex(16)
        async with self._pool.acquire() as connection:
            async with connection.transaction():
                await reporting.sent(connection, orders, name)
            headers = {HEADER: mint(_mandate(), KEY), "content-type": "application/xml"}
            begun = perf_counter()
            if await _asked(self._app, "/reports", headers, reporting.report(name)) != 201:
                raise AssertionError("the report was not taken")
            await reporting.work(self._app, connection)
            seconds = perf_counter() - begun
            paid = await connection.fetchval("SELECT count(*) FROM payments WHERE order_id = ANY ($1)", orders)
        if paid != REPORTED:
            raise AssertionError(f"{paid} were paid")
        return REPORTED / seconds

    def waiting(self, many: int) -> list[int]:
        """The numbers of so many orders that nobody else is given."""
        return [next(self._orders)["id"] for _ in range(many)]

    async def close(self) -> None:
        await self._pool.close()
        await self._running.__aexit__(None, None, None)

    def _next(self, times: int) -> list[list[asyncpg.Record]]:
        orders = [next(self._orders) for _ in range(times)]
        return [orders[one::AT_ONCE] for one in range(AT_ONCE)]


async def _open(url: str, files: str) -> _Bank:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            for statement in _FACTS:
                await connection.execute(statement)
        orders = await connection.fetch(_ORDERS)
    finally:
        await connection.close()
    app = grants_app.create_app(grants_app.Settings(database_url=url, mandate_key=KEY, files_url=files))
    running = app.router.lifespan_context(app)
    await running.__aenter__()
    pool = await asyncpg.create_pool(url, min_size=AT_ONCE, max_size=AT_ONCE)
    return _Bank(orders, pool, app, running)


async def _asked(app: FastAPI, path: str, headers: dict[str, str], body: bytes) -> int:
    """The status of the answer, of a request as a web server hands it on."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"content-length", str(len(body)).encode()),
            *((name.lower().encode(), value.encode()) for name, value in headers.items()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    return int(told[0]["status"])


def _mandate() -> Mandate:
    return Mandate(
        audience=Service.GRANTS,
        caller="somebody",
        caller_class=CallerClass.STAFF,
        roles=(Role.FINANCE_APPROVER,),
        purpose="service-delivery",
        areas=(COUNTRY,),
        datasets={
            name: Scope(ceiling=HIGH) for name in (DatasetName.ORDERS, DatasetName.PAYMENTS, DatasetName.REPORTS)
        },
        deadline=time() + 9,
        request_id="bench-of-money",
    )
