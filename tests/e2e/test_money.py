"""Money while its service and its PostgreSQL are killed: nothing acknowledged is lost, and nothing is paid twice.

NEXUS_ATTACK=long kills a thousand times.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest
from paying import POSTGRES, Bank, bank, fight

from shared.callers import Service

KILLS = 1_000 if os.environ.get("NEXUS_ATTACK") == "long" else 20
FORGETTING = Path(__file__).with_name("forgetting.py")


@pytest.fixture(scope="module")
def opened() -> Iterator[Bank]:
    with bank() as opened:
        yield opened


def targets() -> list[str]:
    """PostgreSQL and the service in any order, PostgreSQL more often: it is begun again faster."""
    chance = Random(KILLS)
    struck = [POSTGRES, POSTGRES, Service.GRANTS]
    struck += chance.choices(struck, k=KILLS - len(struck))
    chance.shuffle(struck)
    return struck


@pytest.mark.timeout(7200)
async def test_nothing_is_lost_or_paid_twice_whatever_is_killed(
    opened: Bank, record_property: Callable[[str, Any], None]
) -> None:
    await opened.open()
    await fight(opened, targets())
    assert await opened.wrong() == {}
    clearing = opened.clearing
    assert all((opened.paid, opened.voided, clearing.reported, clearing.signed))
    record_property("payments by hand, none lost and none twice", f"{len(opened.paid)} over {KILLS} kills")
    record_property("reports and signatures", f"{len(clearing.reported)} and {len(clearing.signed)}, none lost")


_INSTRUCTED = "reference IN (SELECT end_to_end_id FROM instructions)"


@pytest.mark.parametrize(
    ("broken", "statements"),
    [
        ("lost", ("DELETE FROM instruction_statuses",)),
        ("lost", ("DELETE FROM instruction_signatures",)),
        ("lost", ("DELETE FROM idempotency_keys",)),
        ("unpaid", (f"DELETE FROM payments WHERE {_INSTRUCTED}",)),
        ("instructed_twice", ("DELETE FROM instruction_ends", "UPDATE instructions SET after = -id, order_id = 1")),
        ("paid_otherwise", (f"UPDATE payments SET reference = id WHERE {_INSTRUCTED}",)),
        ("unsettled", ("DELETE FROM instruction_signatures",)),
        ("overspent", ("UPDATE payments SET amount = 9000.01",)),
    ],
)
async def test_what_is_wrong_is_counted(opened: Bank, broken: str, statements: tuple[str, ...]) -> None:
    await opened.open()
    if not opened.clearing.signed:
        await fight(opened, [])
    connection = await asyncpg.connect(opened.url)
    try:
        await connection.execute("BEGIN; SET LOCAL session_replication_role = replica")  # no trigger looks at it
        for statement in statements:
            await connection.execute(statement)
        assert (await opened.found(connection)).get(broken, 0) > 0
    finally:
        await connection.close()  # which takes it back


@pytest.mark.timeout(600)
async def test_a_database_that_loses_what_it_acknowledged_is_seen_to(opened: Bank) -> None:
    await opened.open()
    connection = await asyncpg.connect(opened.url)
    await connection.execute("ALTER DATABASE fire_grants SET synchronous_commit = off")
    await connection.close()
    opened.platform.replace(Service.GRANTS, FORGETTING)
    opened.strike(Service.GRANTS)
    for _ in range(6):  # what was written in the last moments before it is lost, and mostly the first time
        with suppress(AssertionError):  # of a clerk who is told that there is no such batch
            await fight(opened, [POSTGRES])
        if (await opened.wrong()).get("lost", 0) > 0:
            return
    raise AssertionError("nothing was lost")
