"""Suspending a partner without anybody's token: for whoever may reach the database, when it has to be now."""

from secrets import token_hex

from gateway.access.partners import rules
from shared.database import open_database
from shared.write import writing


async def suspend(url: str, code: str, reason: str, operator: str) -> None:
    """Suspend a partner in this database; nothing of it is answered from the next request on. Raises a refusal."""
    database = await open_database(url)
    try:
        async with writing(database, f"operator:{operator}", token_hex(16)) as write:
            await rules.suspend(write, code, reason)
    finally:
        await database.close()
