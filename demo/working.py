"""What the pilot's forums did, told by `data/working.sql` from the forums and the seats that are recorded."""

from importlib.resources import files

import asyncpg


async def record(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Record it in the transaction in which the forums and seats were recorded."""
    script = files("demo") / "data" / "working.sql"
    await connection.execute(script.read_text("utf-8"))
