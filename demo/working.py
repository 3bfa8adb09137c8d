"""What followed from the rows that are recorded, told by scripts in `data`: what the pilot's forums did, and how its
awards and assistance were paid and what became of them."""

from importlib.resources import files
from typing import TypeAlias

import asyncpg
from obstore.store import ObjectStore

from demo import assessing, bank, evidence, loading, screening

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

_FORUMS = ("working.sql",)
_BEFORE_SCREENING = ("grants/funds.sql", "grants/applications.sql")
_BEFORE_THE_BANK = (
    "grants/awards.sql",
    "grants/livelihoods.sql",
    "grants/work.sql",
    "grants/parties.sql",
    "grants/milestones.sql",
    "grants/orders.sql",
    "grants/batches.sql",
)
_AFTER_THE_BANK = (
    "grants/payments.sql",
    "grants/findings.sql",
    "grants/ledger.sql",
    "grants/recoveries.sql",
    "grants/followups.sql",
    "grants/stages.sql",
    "monitoring.sql",
    "grants/assessments.sql",
)
_AFTER_ASSESSING = ("grants/selections.sql",)


async def record(connection: Connection, service: str, kept: ObjectStore) -> None:
    """Record it in the transaction in which the rows were recorded that it follows from; the bytes of files are `kept`
    where the service finds them."""
    if service == "forums":
        await _tell(connection, _FORUMS)
    elif service == "grants":
        await _tell(connection, _BEFORE_SCREENING)
        await screening.record(connection)
        await evidence.keep(connection, kept)
        await _tell(connection, _BEFORE_THE_BANK)
        await bank.record(connection, kept)
        await _tell(connection, _AFTER_THE_BANK)
        await assessing.record(connection)
        await _tell(connection, _AFTER_ASSESSING)
        await loading.end(connection, service)


async def _tell(connection: Connection, scripts: tuple[str, ...]) -> None:
    for script in scripts:
        await connection.execute((files("demo") / "data" / script).read_text("utf-8"))
