"""The grants service and its PostgreSQL under fire, with officers who pay and void at speed meanwhile.

Everybody asks under a key of their own, and asks the same again until there is an answer.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
from commands import PATIENCE
from four import Platform

from embedded import postgres, removal
from services import grants
from shared.callers import CallerClass, DatasetName, Purpose, Role, Service
from shared.classification import HIGH, Scope
from shared.mandate import HEADER, Mandate, mint
from shared.migrations import upgrade

POSTGRES, OFFICERS, AWARDS, TRANCHES, SOME = "postgres", 6, 10, 6, 5
PAID_ON = date(2026, 1, 15)

_PROJECT = """
INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by)
VALUES ('FIRE-1', 'Support', 'A donor', '2025-04-01', '2035-03-31', 1000000, 'USD', 'staff:Nadia')
"""
_ENTERPRISE = """
INSERT INTO enterprises (name, sector, place, recorded_by) VALUES ('A bakery', 'food', 'IQG15Q08', 'staff:Hala')
RETURNING id
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


@dataclass
class Bank:
    """What runs, and what was acknowledged: of each key the path, and the number of the payment."""

    folder: Path
    server: postgres.Server
    platform: Platform
    fund: int = 0
    orders: list[int] = field(default_factory=list)
    paid: dict[str, int] = field(default_factory=dict)
    voided: set[int] = field(default_factory=set)
    over: bool = False
    _names: Any = field(default_factory=count)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

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
        for _ in range(AWARDS):
            enterprise = await connection.fetchval(_ENTERPRISE)
            await owed.award(connection, call, enterprise, ("100.00",) * TRANCHES)
        await connection.execute(_ORDERED)
        self.orders = [row["id"] for row in await connection.fetch("SELECT id FROM orders ORDER BY id")]
        await connection.close()

    async def officer(self, chance: Random) -> None:
        """Pay some order, or void the last payment that one made, until it is over."""
        mine: list[int] = []
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while not self.over:
                if mine and chance.random() < 0.5:
                    payment = mine.pop()
                    answer = await self._ask(client, f"/payments/{payment}/void", {"reason": "duplicate"}, token_hex(8))
                    if answer is not None and answer.status_code == 200:
                        self.voided.add(payment)
                        self._news.set()
                    continue
                key, body = token_hex(8), {"reference": f"PV-{next(self._names)}", "paid_on": PAID_ON.isoformat()}
                answer = await self._ask(client, f"/orders/{chance.choice(self.orders)}/pay", body, key)
                if answer is not None and answer.status_code == 201:
                    self.paid[key] = answer.json()["id"]
                    mine.append(self.paid[key])
                    self._news.set()

    async def until_acknowledged(self) -> None:
        """Return when some more was acknowledged than when this was called."""
        before = len(self.paid) + len(self.voided)
        async with asyncio.timeout(240):
            while len(self.paid) + len(self.voided) < before + SOME:
                self._news.clear()
                await self._news.wait()

    async def _ask(self, client: httpx.AsyncClient, path: str, body: Any, key: str) -> httpx.Response | None:
        """Ask until somebody answers; nothing where it was over before."""
        while not self.over:
            try:
                answer = await client.post(
                    self._at(path), json=body, headers=self._headers() | {"idempotency-key": key}
                )
            except httpx.TransportError:
                await asyncio.sleep(0.02)
                continue
            if answer.status_code < 500:
                return answer
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.02)
        return None

    async def _made(self, client: httpx.AsyncClient, path: str, body: Any) -> int:
        answer = await client.post(self._at(path), json=body, headers=self._headers())
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def _at(self, path: str) -> str:
        return f"{self.platform.url(Service.GRANTS)}{path}"

    def _headers(self) -> dict[str, str]:
        mandate = Mandate(
            audience=Service.GRANTS,
            caller="somebody",
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
            found = await reconciled.wrong(connection, self.fund)
            kept = {
                row["id"]: row["voided_at"] is not None
                for row in await connection.fetch("SELECT id, voided_at FROM payments")
            }
            effects = {
                row["key"]: int(row["effect"])
                for row in await connection.fetch("SELECT key, effect FROM idempotency_keys WHERE effect ~ '^[0-9]+$'")
            }
        finally:
            await connection.close()
        found["lost"] = sum(effects.get(key) != payment or payment not in kept for key, payment in self.paid.items())
        found["lost"] += sum(not kept.get(payment, False) for payment in self.voided)
        return {name: count for name, count in found.items() if count}


async def fight(bank: Bank, struck: list[str]) -> None:
    """Kill these one after another while officers pay, each at any time after something was acknowledged again."""
    chance, bank.over = Random(7), False
    officers = [asyncio.create_task(bank.officer(Random(number))) for number in range(OFFICERS)]
    for target in struck:
        await bank.until_acknowledged()
        await asyncio.sleep(chance.uniform(0.0, 0.2))
        await asyncio.to_thread(bank.strike, target)
    await bank.until_acknowledged()
    bank.over = True
    await asyncio.gather(*officers)


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
