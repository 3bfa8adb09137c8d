"""The grants service and its PostgreSQL under fire, with officers who pay and void, and clerks who pay in batches, at
speed meanwhile.

Everybody asks under a key of their own, and asks the same again until there is an answer.
"""

import asyncio
import json
import os
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from secrets import token_hex
from time import time
from typing import Any

import asyncpg
import httpx
import owed
import reconciled
from clearing import BANK, CASH, Clearing
from commands import PATIENCE
from four import Platform

from embedded import postgres, removal
from services import grants
from shared.callers import CallerClass, DatasetName, Purpose, Role, Service
from shared.classification import HIGH, Scope
from shared.mandate import HEADER, Mandate, mint
from shared.migrations import upgrade

POSTGRES, OFFICERS, AWARDS, TRANCHES, SOME = "postgres", 4, 10, 6, 5
CLERKS, AWARDS_OF_CLERKS, TRANCHES_OF_CLERKS = (BANK, BANK, CASH), 40, 50
PAID_ON = date(2026, 1, 15)

_PROJECT = """
INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by)
VALUES ('FIRE-1', 'Support', 'A donor', '2025-04-01', '2035-03-31', 1000000, 'USD', 'staff:Nadia')
"""
_ENTERPRISE = """
INSERT INTO enterprises (name, sector, place, recorded_by) VALUES ('A bakery', 'food', 'IQG15Q08', 'staff:Hala')
RETURNING id
"""
_PARTY = """
WITH stated AS (
    INSERT INTO parties (fund_id, enterprise_id, means, name, iban, bic, recorded_by)
    SELECT $1, $2, means, 'A bakery', iban, bic, 'staff:Hala'
    FROM (VALUES ('bank_transfer', 'IQ98NBIQ850123456789012', 'NBIQIQBA850'), ('cash', NULL, NULL))
        AS paid (means, iban, bic)
    WHERE means = $3 RETURNING id
)
INSERT INTO party_confirmations (party_id, stated_by, recorded_by) SELECT id, 'staff:Hala', 'staff:Omar' FROM stated
"""
_ORDERED = """
WITH ordered AS (
    INSERT INTO orders (award_id, fund_id, tranche_id, tranche, amount, currency, threshold, recorded_by)
    SELECT award.id, award.fund_id, tranche.id, tranche.number, tranche.amount, award.currency, fund.threshold, 'one'
    FROM awards AS award JOIN funds AS fund ON fund.id = award.fund_id
    JOIN contracts AS contract ON contract.award_id = award.id
    JOIN tranches AS tranche ON tranche.contract_id = contract.id
    RETURNING id, recorded_by, amount, threshold
), checked AS (
    INSERT INTO order_checks (order_id, made_by, recorded_by) SELECT id, 'one', 'another' FROM ordered
)
INSERT INTO order_approvals (order_id, made_by, checked_by, amount, threshold, recorded_by)
SELECT id, 'one', 'another', amount, threshold, 'a third' FROM ordered
"""
_OF_MEANS = """
SELECT ordered.id FROM orders AS ordered JOIN awards AS award ON award.id = ordered.award_id
LEFT JOIN parties AS party ON party.enterprise_id = award.enterprise_id
WHERE party.means IS NOT DISTINCT FROM $1 ORDER BY ordered.id
"""
_KEPT = "SELECT id, voided_at IS NOT NULL AS voided FROM payments"
_EFFECTS = "SELECT key, effect FROM idempotency_keys WHERE effect ~ '^[0-9]+$'"


class Over(Exception):
    """It was over before somebody answered."""


@dataclass
class Bank:
    """What runs, and what was acknowledged: of each key the number of what was done, of officers' also the payment."""

    folder: Path
    server: postgres.Server
    platform: Platform
    fund: int = 0
    orders: list[int] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    paid: set[int] = field(default_factory=set)
    voided: set[int] = field(default_factory=set)
    over: bool = False
    _names: Any = field(default_factory=count)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.clearing = Clearing(self)

    @property
    def url(self) -> str:
        return self.server.url("fire_grants")

    def strike(self, target: str) -> None:
        """Kill it as no process survives, and begin it again."""
        if target == POSTGRES:
            self.server.process.kill()
            assert self.server.wait(PATIENCE)
            self.server.stop()  # gives its folder free
            self.server = postgres.start(self.folder / "var" / "postgres")
        else:
            self.platform.kill(target)
            self.platform.begin(target)

    async def open(self) -> None:
        """A fund, with grants of which every tranche is ordered, and approved by three people; once."""
        if self.orders:
            return
        connection = await asyncpg.connect(self.url)
        await connection.execute(_PROJECT)
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            fund = {"project": "FIRE-1", "donor": "A donor", "title": "A fund", "ceiling": "9000.00", "currency": "USD"}
            self.fund = await self._made(client, "/funds", fund)
            sizes = {"budget": "9000.00", "smallest": "1.00", "largest": "9000.00", "currency": "USD"}
            when = {"opens_at": "2025-05-01T00:00:00Z", "closes_at": "2035-05-01T00:00:00Z"}
            what = {"variant": "general", "sectors": ["food"], "districts": ["IQG15Q08"], "scoring": "eoi-2019"}
            call = await self._made(client, "/calls", {"fund_id": self.fund} | sizes | when | what)
        await connection.execute(_PARTY, self.fund, None, BANK)
        for _ in range(AWARDS):
            await self._award(connection, call, ("100.00",) * TRANCHES, None)
        for means in dict.fromkeys(CLERKS):
            for _ in range(AWARDS_OF_CLERKS):
                await self._award(connection, call, ("0.50",) * TRANCHES_OF_CLERKS, means)
        await connection.execute(_ORDERED)
        self.orders = await self._ordered(connection, None)
        self.clearing.orders = {means: await self._ordered(connection, means) for means in CLERKS}
        await connection.close()

    async def officer(self, chance: Random) -> None:
        """Pay some order, at times of those that clerks have at hand, or void the last payment that one made."""
        mine: list[int] = []
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while True:
                if mine and chance.random() < 0.5:
                    payment = mine.pop()
                    answer = await self.ask(client, f"/payments/{payment}/void", {"reason": "duplicate"})
                    if answer.status_code == 200:
                        self.voided.add(payment)
                    continue
                body = {"reference": f"PV-{next(self._names)}", "paid_on": PAID_ON.isoformat()}
                order = chance.choice(self.orders if chance.random() < 0.8 else self.clearing.at_hand())
                answer = await self.ask(client, f"/orders/{order}/pay", body)
                if answer.status_code == 201:
                    mine.append(answer.json()["id"])
                    self.paid.add(mine[-1])

    async def until(self, enough: Callable[[], bool]) -> None:
        """Return when enough was acknowledged."""
        async with asyncio.timeout(240):
            while not enough():
                self._news.clear()
                await self._news.wait()

    async def ask(self, client: httpx.AsyncClient, path: str, body: Any = None, by: str = "somebody") -> httpx.Response:
        """Ask under a key until somebody answers, and keep what was done. Raises `Over`."""
        key = token_hex(8)
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        type = "application/xml" if isinstance(body, bytes) else "application/json"
        stated = {"idempotency-key": key, "content-type": type}
        answer = await self._answer(lambda: client.post(self._at(path), content=content, headers=self._by(by) | stated))
        if answer.is_success:
            self.done[key] = answer.json()["id"]
            self._news.set()
        return answer

    async def read(self, client: httpx.AsyncClient, path: str) -> Any:
        """What somebody is told. Raises `Over`."""
        answer = await self._answer(lambda: client.get(self._at(path), headers=self._by("somebody")))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def _answer(self, asked: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        while not self.over:
            with suppress(httpx.TransportError):
                answer = await asked()
                if answer.status_code < 500:
                    return answer
                assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.1)
        raise Over

    async def _award(
        self, connection: "asyncpg.Connection[asyncpg.Record]", call: int, amounts: Sequence[str], means: str | None
    ) -> None:
        enterprise = await connection.fetchval(_ENTERPRISE)
        if means is not None:
            await connection.execute(_PARTY, None, enterprise, means)
        await owed.award(connection, call, enterprise, amounts)

    async def _ordered(self, connection: "asyncpg.Connection[asyncpg.Record]", means: str | None) -> list[int]:
        """The orders of who is paid by this means."""
        return [row[0] for row in await connection.fetch(_OF_MEANS, means)]

    async def _made(self, client: httpx.AsyncClient, path: str, body: Any) -> int:
        answer = await client.post(self._at(path), json=body, headers=self._by("somebody"))
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def _at(self, path: str) -> str:
        return f"{self.platform.url(Service.GRANTS)}{path}"

    def _by(self, caller: str) -> dict[str, str]:
        mandate = Mandate(
            audience=Service.GRANTS,
            caller=caller,
            caller_class=CallerClass.STAFF,
            roles=(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.ADMINISTRATOR),
            purpose=Purpose.SERVICE_DELIVERY,
            areas=("IQ",),
            datasets={name: Scope(ceiling=HIGH) for name in DatasetName},
            deadline=time() + 9,
            request_id=token_hex(16),
        )
        return {HEADER: mint(mandate, self.platform.keys[Service.GRANTS].encode())}

    async def wrong(self) -> dict[str, int]:
        """How often each promise was broken; what was kept is left out."""
        connection = await asyncpg.connect(self.url)
        try:
            return await self.found(connection)
        finally:
            await connection.close()

    async def found(self, connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, int]:
        found = Counter(await reconciled.wrong(connection, self.fund))
        found.update(await self.clearing.wrong(connection))
        kept = {row["id"]: row["voided"] for row in await connection.fetch(_KEPT)}
        effects = {row["key"]: int(row["effect"]) for row in await connection.fetch(_EFFECTS)}
        found["lost"] += sum(effects.get(key) != id for key, id in self.done.items())
        found["lost"] += len(self.paid - kept.keys()) + sum(not kept.get(payment, False) for payment in self.voided)
        return {name: count for name, count in found.items() if count}


async def fight(bank: Bank, struck: list[str]) -> None:
    """Kill these one after another while officers and clerks pay, each at any time after something was acknowledged
    again."""
    chance, bank.over = Random(7), False
    at_work = [bank.officer(Random(number)) for number in range(OFFICERS)]
    at_work += [bank.clearing.clerk(means, Random(number)) for number, means in enumerate(CLERKS)]
    tasks = [asyncio.create_task(each) for each in at_work]

    async def until_acknowledged(enough: Callable[[], object] = lambda: True) -> None:
        """Some more than now, unless somebody is done before it is over, which they are for a reason."""
        more = len(bank.done) + SOME
        waiting = asyncio.create_task(bank.until(lambda: len(bank.done) >= more and bool(enough())))
        done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
        await (waiting if waiting in done else asyncio.sleep(0))
        waiting.cancel()

    for target in struck:
        await until_acknowledged()
        await asyncio.sleep(chance.uniform(0.0, 0.2))
        await asyncio.to_thread(bank.strike, target)
    await until_acknowledged(lambda: bank.paid and bank.voided and bank.clearing.reported and bank.clearing.signed)
    bank.over = True
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if not isinstance(ended, Over):
            raise ended


@contextmanager
def bank() -> Iterator[Bank]:
    """The service and its PostgreSQL, on their own."""
    with tempfile.TemporaryDirectory(prefix="nexus-bank-", ignore_cleanup_errors=True) as name:  # a short path
        folder = Path(name)
        os.chmod(folder, 0o755)
        server = postgres.start(folder / "var" / "postgres")
        server.create_databases(["fire_grants"])
        url = server.url("fire_grants")
        asyncio.run(upgrade(url, Path(str(grants.__file__)).parent))
        opened = Bank(folder, server, Platform(folder, {"grants": url}))
        try:
            opened.platform.begin(Service.GRANTS)
            yield opened
        finally:
            for process in opened.platform.processes.values():
                process.kill()
            opened.server.stop()
            removal.remove(folder / "var")
