"""Whether a PostgreSQL answers, and keeps what it acknowledges."""

from typing import Any, Protocol

import asyncpg

_MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


class NotDurable(RuntimeError):
    """The server would lose acknowledged writes in a crash."""


class NotReachable(RuntimeError):
    """The server does not answer, or not to us."""


class Asked(Protocol):
    """What answers a question of one value."""

    async def fetchval(self, query: str, *args: Any) -> Any: ...


async def require_durable(asked: Asked) -> None:
    """Look whether a server that answers is durable. Raises `NotDurable`."""
    for setting in _MUST_BE_ON:
        value = await asked.fetchval("SELECT current_setting($1)", setting)
        if value == "off":
            raise NotDurable(f"PostgreSQL runs with {setting}=off and would lose what it acknowledged; switch it on.")


async def require_usable(url: str) -> None:
    """Look once whether a database answers and is durable. Raises `NotReachable` or `NotDurable`."""
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, asyncpg.PostgresError) as reason:
        raise NotReachable(f"A database cannot be reached: {str(reason) or 'no answer in time'}.") from None
    except (ValueError, asyncpg.InterfaceError):  # the message may quote the password
        raise NotReachable("A database URL cannot be understood.") from None
    try:
        await require_durable(connection)
    finally:
        await connection.close()
