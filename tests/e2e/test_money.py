"""Money while its service and its PostgreSQL are killed: nothing acknowledged is lost, and nothing is paid twice.

NEXUS_ATTACK=long kills a thousand times.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest
from paying import POSTGRES, Bank, bank, fight

from shared.callers import Service

KILLS = 1_000 if os.environ.get("NEXUS_ATTACK") == "long" else 5
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
    assert opened.paid
    assert opened.voided
    record_property("payments, none lost and none twice", f"{len(opened.paid)} over {KILLS} kills")


@pytest.mark.timeout(600)
async def test_a_database_that_loses_what_it_acknowledged_is_seen_to(opened: Bank) -> None:
    await opened.open()
    connection = await asyncpg.connect(opened.url)
    await connection.execute("ALTER DATABASE fire_grants SET synchronous_commit = off")
    await connection.close()
    opened.platform.replace(Service.GRANTS, FORGETTING)
    opened.strike(Service.GRANTS)
    for _ in range(6):  # what was written in the last moments before it is lost, and mostly the first time
        await fight(opened, [POSTGRES])
        if (await opened.wrong()).get("lost", 0) > 0:
            return
    raise AssertionError("nothing was lost")
