"""What followed from the rows that are recorded, told by scripts in `data`: what the pilot's forums did, and what
became of its awards."""

from collections.abc import Mapping
from importlib.resources import files

import asyncpg

SCRIPTS: Mapping[str, str] = {"forums": "working.sql", "grants": "monitoring.sql"}
"""The one of each service."""


async def record(connection: "asyncpg.Connection[asyncpg.Record]", service: str) -> None:
    """Record it in the transaction in which the rows were recorded that it follows from."""
    if service in SCRIPTS:
        script = files("demo") / "data" / SCRIPTS[service]
        await connection.execute(script.read_text("utf-8"))
