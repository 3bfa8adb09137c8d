"""One application's own PostgreSQL: an engine for writing, pools for reads and for single statements that write."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.durability import require_durable
from shared.errors import Unavailable
from shared.mandate import LONGEST_LIFE
from shared.moment import Moments
from shared.watching.statements import Statements

WRITERS = 8
"""Connections that write at once in one process."""
READERS = 8
"""Connections that read at once in one process."""
LISTERS = 4
"""Connections that read lists at once in one process, so that long ones keep nobody from reading a record."""
COUNTERS = 2
"""Connections that count people at once in one process: each such statement may read a whole register."""
APPENDERS = 4
"""Connections on which single statements write at once in one process."""
CONNECTING = 5.0
"""Seconds that a connection takes at the most to be free or made, and to say that a statement on it was ended. One that
says nothing is given up: its server is gone, or the network between."""

_SESSION = {"jit": "off", "timezone": "UTC", "default_transaction_isolation": "read committed"}
ENDING = dict.fromkeys(("statement_timeout", "idle_in_transaction_session_timeout"), f"{LONGEST_LIFE:.0f}s")
"""Nobody waits longer for an answer. Mostly this process ends sooner what it has begun; this is for when it cannot."""
_WITHOUT_ARMS = {"random_page_cost": "1.1"}
"""What is kept lies in memory or on a disk without arms: to seek a row costs little more than to read the next one."""
_PLANNED_ONCE = {**_WITHOUT_ARMS, "plan_cache_mode": "force_generic_plan"}
"""The same few statements run over and over: to plan one anew each time costs more than the best plan saves."""
_PLANNED_EACH_TIME = {
    **_WITHOUT_ARMS,
    "plan_cache_mode": "force_custom_plan",
    "enable_mergejoin": "off",
    "max_parallel_workers_per_gather": "0",
}
"""Where few rows lie in an area they are best sought there, and where many do, among the newest. A merge join walks all
newer rows of the second table to a page far down. No list is worth more than one processor."""
_OF_A_REGISTER = {"plan_cache_mode": "force_custom_plan", "work_mem": "64MB"}
"""Whether few are asked about or nearly all is known when a statement is run and not before. It may take several
processors, for it may read a whole register."""
_OF_ANY_LENGTH = 0
"""A prepared statement is kept however long it is: those that take most to plan are the longest."""

Opened = Callable[["asyncpg.Connection[asyncpg.Record]"], Coroutine[Any, Any, None]]
"""Told of each connection that was opened."""

# asyncpg raises InternalClientError when a connection is cut while a statement is on its way. Where nobody answers, the
# system says so in many ways: no such host, no way there, no socket in the folder, several of them at once.
_LOST = (OSError, asyncpg.InternalClientError, asyncio.IncompleteReadError)


class Reader(Protocol):
    """What reads run on: the read-only pool, or the connection of a write that shows its own effect."""

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]: ...

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None: ...

    async def fetchval(self, query: str, *args: Any) -> Any: ...


@dataclass
class Database:
    """Everything that an open application holds of its database."""

    engine: AsyncEngine
    reading: "asyncpg.Pool[asyncpg.Record]"
    listing: "asyncpg.Pool[asyncpg.Record]"
    """For statements whose best plan depends on what is asked for."""
    counting: "asyncpg.Pool[asyncpg.Record]"
    """For statements that may read a whole register, a few at once."""
    appending: "asyncpg.Pool[asyncpg.Record]"
    """For single statements that commit on their own, such as a line written down before an answer leaves."""
    url: str = field(repr=False)
    """For whoever needs a connection that is nobody else's, such as one that listens."""
    highest: dict[str, tuple[int, float]] = field(default_factory=dict)
    """The highest number in each table that is listed, and when it was looked at."""
    moments: Moments = field(init=False)

    def __post_init__(self) -> None:
        self.moments = Moments(self.engine)

    async def close(self) -> None:
        await self.reading.close()
        await self.listing.close()
        await self.counting.close()
        await self.appending.close()
        await self.engine.dispose()


async def open_database(url: str, statements: Statements | None = None) -> Database:
    """Connect, and refuse a server that would lose what it acknowledged; `statements` makes spans of what is run."""

    async def followed(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        if statements is not None:
            statements.follow(connection)

    settings = {**ENDING, **_PLANNED_ONCE}
    engine = open_engine(
        url,
        followed,
        settings=settings,
        isolation_level="AUTOCOMMIT",  # who writes begins and commits in words of their own
        pool_size=WRITERS,
        max_overflow=0,
        pool_timeout=CONNECTING,
    )
    event.listen(engine.sync_engine, "checkout", _require_open)
    if statements is not None:
        statements.listen(engine)
    only_read = {"default_transaction_read_only": "on"}
    reading = await _pool(url, followed, READERS, {**_PLANNED_ONCE, **only_read}, least=1)
    listing = await _pool(url, followed, LISTERS, {**_PLANNED_EACH_TIME, **only_read})
    counting = await _pool(url, followed, COUNTERS, {**_OF_A_REGISTER, **only_read})
    appending = await _pool(url, followed, APPENDERS, _PLANNED_ONCE)
    database = Database(engine, reading, listing, counting, appending, url)
    try:
        await require_durable(reading)
    except BaseException:
        await database.close()
        raise
    return database


class _Pool(asyncpg.Pool):
    """A pool in which nothing waits for ever: neither for a connection, nor for one to say that it is free again."""

    def acquire(self, *, timeout: float | None = None) -> Any:
        return super().acquire(timeout=CONNECTING if timeout is None else timeout)  # and the same to be free again


async def _pool(
    url: str, opened: Opened, most: int, settings: Mapping[str, str], least: int = 0
) -> "asyncpg.Pool[asyncpg.Record]":
    """A pool of connections on which single statements run."""
    return await _Pool(
        url,
        min_size=least,
        max_size=most,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        timeout=CONNECTING,
        command_timeout=LONGEST_LIFE + CONNECTING,  # for when the server does not end it
        init=opened,
        reset=_keep_as_it_is,
        loop=None,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        max_cacheable_statement_size=_OF_ANY_LENGTH,
        server_settings={**_SESSION, **ENDING, **settings},
    )


def open_engine(
    url: str, opened: Opened | None = None, *, settings: Mapping[str, str] = MappingProxyType({}), **options: Any
) -> AsyncEngine:
    """SQLAlchemy over connections that asyncpg opens itself: it reads URLs as libpq does, `sslmode` and all."""

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        connection = await asyncpg.connect(url, timeout=CONNECTING, server_settings={**_SESSION, **settings})
        if opened is not None:
            await opened(connection)
        return connection

    return create_async_engine("postgresql+asyncpg://", async_creator=connect, hide_parameters=True, **options)


async def _keep_as_it_is(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """A connection running single statements leaves nothing behind that a reset would clear."""


def _require_open(_: Any, entry: Any, __: Any) -> None:
    """Have the pool of an engine make a connection anew that its server has closed while nobody used it."""
    if entry.driver_connection.is_closed():
        raise DisconnectionError


def constraint(error: IntegrityError | asyncpg.IntegrityConstraintViolationError) -> str:
    """The name of the constraint that was violated, or nothing."""
    told = getattr(error.orig, "__cause__", None) if isinstance(error, IntegrityError) else error
    return getattr(told, "constraint_name", None) or ""


def trouble(error: BaseException) -> Unavailable | None:
    """The refusal for an error that is the database's state and not the request's fault; none if it is a bug."""
    links: Sequence[BaseException | None] = (error, getattr(error, "orig", None), error.__cause__)
    state = next((link.sqlstate for link in links if getattr(link, "sqlstate", None)), None)  # type: ignore[union-attr]
    match state:
        case "40001" | "40P01":
            return Unavailable("try-again", "Two writes met; nothing was recorded by this one.")
        case "55P03":
            return Unavailable("try-again", "The record is being written by another request.")
        case "57014":
            return Unavailable("try-again", "The answer took too long.")
    if isinstance(error, (TimeoutError, PoolTimeout)):
        return Unavailable(
            "too-slow", "This took too long. If it was to be recorded, ask again with the same Idempotency-Key."
        )
    lost = isinstance(error, _LOST) or (isinstance(error, DBAPIError) and error.connection_invalidated)
    if lost or (state is not None and state[:2] in {"08", "53", "57"}):
        return Unavailable("database-unavailable", "The database cannot be reached.", retry_after=5)
    return None
