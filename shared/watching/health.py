"""Health: what an application depends on, and the state of each; names and states only, for anybody may ask.

It is looked at once a second at the most, however often it is asked, and nothing that hangs makes the answer hang.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from time import monotonic
from types import MappingProxyType

import asyncpg

from shared.durability import NotDurable, require_durable
from shared.migrations import Revisions
from shared.views import View

KEPT = 1.0
"""Seconds for which what was seen is told again."""
PATIENCE = 3.0
"""Seconds after which what does not answer counts as not there."""
DATABASE_PATIENCE = 2.0
"""Seconds for each step with a database: a service that waits in vain for its own can still say so to the gateway."""


class DependencyState(StrEnum):
    """How something stands on which an application depends."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    UNREADY = "unready"
    """It answers that it cannot do its work."""
    NOT_DURABLE = "not_durable"
    """It would lose what it acknowledged."""
    MIGRATION_PENDING = "migration_pending"
    """The database is older than the code."""


class Readiness(StrEnum):
    """Whether an application can do its work."""

    READY = "ready"
    DEGRADED = "degraded"
    """It works, and answers without what is away say so."""
    UNREADY = "unready"


class HealthView(View):
    """Whether an application can do its work, and the state of each thing that this depends on."""

    status: Readiness
    dependencies: dict[str, DependencyState]


Look = Callable[[], Awaitable[DependencyState]]
"""Looks how something stands."""

_AWAY = (
    OSError,
    asyncio.IncompleteReadError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
NOTHING: Mapping[str, Look] = MappingProxyType({})


class Health:
    """What an application cannot work without (`needed`), and what it can do part of its work without (`wanted`)."""

    def __init__(self, needed: Mapping[str, Look], wanted: Mapping[str, Look] = NOTHING) -> None:
        self._needed = needed
        self._wanted = wanted
        self._looking: asyncio.Task[HealthView] | None = None
        self._seen = 0.0
        self._hanging: dict[str, asyncio.Task[DependencyState]] = {}

    async def look(self) -> HealthView:
        """How things stand, or stood a moment ago; all who ask meanwhile are told the same."""
        if self._looking is None or (self._looking.done() and monotonic() - self._seen > KEPT):
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    def needing(self, name: str, look: Look) -> "Health":
        """The health of something that cannot work without this either."""
        return Health({**self._needed, name: look}, self._wanted)

    def close(self) -> None:
        """Look no longer."""
        for task in filter(None, (self._looking, *self._hanging.values())):
            task.cancel()

    async def _look(self) -> HealthView:
        looks = {**self._needed, **self._wanted}
        states = await asyncio.gather(*(self._state(name, look) for name, look in looks.items()))
        dependencies = dict(zip(looks, states, strict=True))
        self._seen = monotonic()
        if any(dependencies[name] is not DependencyState.OK for name in self._needed):
            status = Readiness.UNREADY
        else:
            status = Readiness.READY if all(state is DependencyState.OK for state in states) else Readiness.DEGRADED
        return HealthView(status=status, dependencies=dependencies)

    async def _state(self, name: str, look: Look) -> DependencyState:
        """What a look sees; one that hangs is not begun a second time until it has ended."""
        task = self._hanging.pop(name, None) or asyncio.ensure_future(look())
        if not (await asyncio.wait([task], timeout=PATIENCE))[0]:
            self._hanging[name] = task
            return DependencyState.UNREACHABLE
        return task.result()


class DatabaseLook:
    """Looks at a database over a connection of its own, so that a pool in full use does not look like a dead server."""

    def __init__(self, url: str, revisions: Revisions) -> None:
        self._url = url
        self._revisions = revisions
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None

    async def __call__(self) -> DependencyState:
        try:
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(
                    self._url, timeout=DATABASE_PATIENCE, command_timeout=DATABASE_PATIENCE
                )
            await require_durable(self._connection)
            revision = await self._connection.fetchval("SELECT version_num FROM alembic_version")
        except NotDurable:
            return DependencyState.NOT_DURABLE
        except asyncpg.UndefinedTableError:
            return DependencyState.MIGRATION_PENDING
        except _AWAY:
            self.close()
            return DependencyState.UNREACHABLE
        return DependencyState.MIGRATION_PENDING if self._revisions.older(revision) else DependencyState.OK

    def close(self) -> None:
        """Leave the connection, whatever the server does."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


@asynccontextmanager
async def looking(url: str, package: Path, wanted: Mapping[str, Look] = NOTHING) -> AsyncIterator[Health]:
    """The health of an application over a database that has to be as the code in `package` describes it."""
    database = DatabaseLook(url, Revisions(package))
    health = Health({"database": database}, wanted)
    try:
        yield health
    finally:
        health.close()
        database.close()
