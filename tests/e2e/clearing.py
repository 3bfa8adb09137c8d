"""Clerks who pay orders in batches, by a bank or in cash, while what they work with is killed; and the bank, which
settles some transfers and rejects others, and says so more than once and in any order."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

import asyncpg
import httpx
from bank import report

from shared.days import today

if TYPE_CHECKING:
    from paying import Bank

PEOPLE = ("Hala", "Omar", "Rana", "Salim")
BANK, CASH = "bank_transfer", "cash"
AT_HAND, LARGEST = 12, 5
"""Orders that clerks choose among, which others pay by hand meanwhile; and the most of a batch."""

_WRONG = """
WITH instructed AS (
    SELECT instruction.order_id, instruction.end_to_end_id,
        EXISTS (SELECT FROM instruction_ends WHERE instruction_id = instruction.id) AS ended,
        EXISTS (SELECT FROM instruction_signatures WHERE instruction_id = instruction.id) OR EXISTS (
            SELECT FROM instruction_statuses WHERE instruction_id = instruction.id AND meaning = 'settled'
        ) AS settled
    FROM instructions AS instruction WHERE instruction.fund_id = $1 AND instruction.voided_at IS NULL
), paid AS (
    SELECT order_id, reference FROM payments WHERE voided_at IS NULL
)
SELECT
    (SELECT count(*) FROM instructed WHERE settled AND order_id NOT IN (SELECT order_id FROM paid)) AS unpaid,
    (SELECT count(*) FROM (
        SELECT FROM instructed WHERE settled OR NOT ended GROUP BY order_id HAVING count(*) > 1) AS double
    ) AS instructed_twice,
    (SELECT count(*) FROM paid JOIN instructed USING (order_id)
        WHERE NOT ended AND NOT (settled AND end_to_end_id = reference)
    ) AS paid_otherwise,
    (SELECT count(*) FROM paid WHERE EXISTS (SELECT FROM instructed WHERE end_to_end_id = reference)
        AND NOT EXISTS (SELECT FROM instructed WHERE end_to_end_id = reference AND settled)
    ) AS unsettled
"""
_SAID = """
SELECT report.sha256, count(status.instruction_id) AS lines
FROM reports AS report JOIN instruction_statuses AS status ON status.report_id = report.id GROUP BY report.sha256
"""


@dataclass
class Clearing:
    """The orders that are paid by each means, of which the first are at hand; and what was acknowledged: reports, each
    by its hash with how many transfers it is about, and instructions that somebody signed for."""

    bank: "Bank"
    orders: dict[str, list[int]] = field(default_factory=dict)
    reported: dict[str, int] = field(default_factory=dict)
    signed: set[int] = field(default_factory=set)

    def at_hand(self) -> list[int]:
        return [order for orders in self.orders.values() for order in orders[:AT_HAND]]

    async def clerk(self, means: str, chance: Random) -> None:
        """Pay orders by this means, batch after batch; what is rejected or handed back is tried again."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while True:
                maker, *others = chance.sample(PEOPLE, 3)
                begun = {"fund_id": self.bank.fund, "means": means, "execute_on": today().isoformat()}
                path = f"/batches/{(await self._done(client, '/batches', maker, begun))['id']}"
                some: list[int] = []
                while not some:  # unless others have one of them, or have paid it
                    chosen = chance.sample(self.orders[means][:AT_HAND], chance.randint(1, LARGEST))
                    put = await self.bank.ask(client, f"{path}/instructions", {"orders": chosen}, by=maker)
                    assert put.is_success or put.status_code == 409, put.text
                    some = chosen if put.is_success else []
                if chance.random() < 0.1:
                    await self._done(client, f"{path}/void", maker, {"reason": "duplicate"})
                    continue
                over = set(some)  # also those of which it is not known what becomes of them
                try:
                    over = await self._brought(client, path, maker, others, chance)
                finally:
                    self.orders[means] = [order for order in self.orders[means] if order not in over]

    async def _brought(
        self, client: httpx.AsyncClient, path: str, maker: str, others: Sequence[str], chance: Random
    ) -> set[int]:
        """A batch is closed, approved by two others and sent; gives the orders of which the money went."""
        await self._done(client, f"{path}/close", maker)
        for other in others:
            await self._done(client, f"{path}/approve", other)
        batch = await self._done(client, f"{path}/send", others[0])
        means = batch["means"]
        listed = (await self.bank.read(client, f"/instructions?batch_id={batch['id']}"))["items"]
        enough = len(self.orders[means]) > AT_HAND + len(listed)
        went = {each["order_id"] for each in listed if enough and chance.random() < 0.5}
        if means == BANK:
            for content in _said(batch["message_id"], listed, went, chance):
                taken = await self._done(client, "/reports", others[1], content)
                self.reported[sha256(content).hexdigest()] = taken["transactions"]
        else:
            for each in listed:
                await self._paid_out(client, each["id"], others, each["order_id"] in went)
        return went

    async def _paid_out(self, client: httpx.AsyncClient, id: int, by: Sequence[str], went: bool) -> None:
        """The money of an instruction is signed for, as two people say at once, or handed back."""
        if not went:
            await self._done(client, f"/instructions/{id}/hand-back", by[0])
            return
        body = {"signed_by": "Amina", "signed_on": today().isoformat(), "sheet": "CL-1"}
        told = await asyncio.gather(*(self.bank.ask(client, f"/instructions/{id}/sign", body, by=who) for who in by))
        assert sorted(each.status_code for each in told) == [200, 409], [each.text for each in told]
        self.signed.add(id)

    async def _done(self, client: httpx.AsyncClient, path: str, by: str, body: Any = None) -> Any:
        answer = await self.bank.ask(client, path, body, by=by)
        assert answer.is_success, (path, answer.text)
        return answer.json()

    async def wrong(self, connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, int]:
        """How many transfers were settled of which the order is not paid; orders have two instructions, or are paid by
        something else than theirs; payments are by one that was not settled; and how much that was acknowledged is
        `lost`."""
        found = await connection.fetchrow(_WRONG, self.bank.fund)
        assert found is not None
        said = {row["sha256"]: row["lines"] for row in await connection.fetch(_SAID)}
        signed = {row[0] for row in await connection.fetch("SELECT instruction_id FROM instruction_signatures")}
        lost = sum(said.get(hash) != lines for hash, lines in self.reported.items()) + len(self.signed - signed)
        return {**dict(found), "lost": lost}


def _said(message: str, listed: list[Any], went: set[int], chance: Random) -> list[bytes]:
    """What the bank reports: that it has all in hand, and in two parts what became of each; one of it twice."""
    ends = [(each["end_to_end_id"], "ACSC" if each["order_id"] in went else "RJCT", None) for each in listed]
    cut = chance.randint(1, len(ends))
    parts = [report(message, whole="ACTC"), *(report(message, *some) for some in (ends[:cut], ends[cut:]) if some)]
    return chance.sample([*parts, chance.choice(parts)], len(parts) + 1)
