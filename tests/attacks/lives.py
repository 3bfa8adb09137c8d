"""Lives at random: what happens to people, in any order, through the rules of a service on a real PostgreSQL.

A machine of Hypothesis lets things happen here and in a model of its own, and compares. Each of its sequences runs in
one transaction on one connection, which is rolled back, so a sequence costs milliseconds and leaves nothing behind.
A fault is planted by a patch, or by statements at the beginning of each sequence.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import time
from typing import Any, TypeVar

import asyncpg
from access_sizes import LONG, size
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import NullPool

from shared.callers import CallerClass, DatasetName, Role, Service
from shared.classification import HIGH, Scope
from shared.database import Reader, open_engine
from shared.errors import DomainError
from shared.mandate import COUNTRY, Mandate
from shared.transaction import Driver, under
from shared.write import Write

Told = TypeVar("Told")

SEQUENCES = size(40, 3_000)
STEPS = size(20, 30)
UNTIL_CAUGHT = 400
"""Sequences within which a planted fault has to be caught."""

_MOMENT = "UPDATE moment SET at = greatest(clock_timestamp(), at + interval '1 microsecond') RETURNING at"


@dataclass
class Life:
    """One connection, and what happens on it."""

    url: str
    planted: Sequence[str] = ()
    """Statements that make something wrong in the database, at the beginning of each sequence."""
    runner: asyncio.Runner = field(default_factory=lambda: asyncio.Runner(loop_factory=asyncio.new_event_loop))
    happened: int = 0
    refused: int = 0
    engine: AsyncEngine = field(init=False)
    connection: AsyncConnection = field(init=False)
    reader: Driver = field(init=False)

    def begin(self) -> None:
        self.runner.run(self.reader.execute("; ".join(("BEGIN", *self.planted))))

    def end(self) -> None:
        self.runner.run(self.reader.execute("ROLLBACK"))

    def before(self, happens: Callable[[Write], Awaitable[Told]]) -> Told:
        """What happens before any sequence and stays."""

        async def within() -> Told:
            async with self._or_not_at_all("BEGIN", "ROLLBACK", "COMMIT"):
                return await self._ended(happens, "staff:somebody", "before-all-lives")

        return self.runner.run(within())

    def act(self, happens: Callable[[Write], Awaitable[Told]], by: str = "staff:somebody") -> Told | DomainError:
        """What happens gives, or why it is refused; a refusal leaves nothing. That the database alone refuses it is a
        fault."""

        async def within() -> Told:
            async with self._or_not_at_all("SAVEPOINT act", "ROLLBACK TO act", "RELEASE act"):
                return await self._ended(happens, by, "a-life-at-random")

        try:
            told = self.runner.run(within())
        except DomainError as refusal:
            self.refused += 1
            return refusal
        except (IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
            raise AssertionError(f"neither happened nor was refused: {error}") from error
        self.happened += 1
        return told

    async def _ended(self, happens: Callable[[Write], Awaitable[Told]], by: str, request_id: str) -> Told:
        write = Write(self.connection, self.reader, by, request_id)
        told = await happens(write)
        await write.end()
        return told

    @asynccontextmanager
    async def _or_not_at_all(self, begin: str, undo: str, keep: str) -> AsyncIterator[None]:
        await self.reader.execute(begin)
        try:
            yield
        except BaseException:
            await self.reader.execute(undo)
            raise
        else:
            await self.reader.execute(keep)
        finally:
            await self.connection.rollback()  # SQLAlchemy forgets what it took part in

    def ask(self, asks: Callable[[Reader], Awaitable[Told]]) -> Told:
        """What is read, in the middle of it all; one thing that is two is a fault as well."""
        try:
            return self.runner.run(asks(self.reader))
        except asyncpg.CardinalityViolationError as error:
            raise AssertionError(f"cannot be told: {error}") from error

    def moment(self) -> datetime:
        """A moment after everything that happened so far and before everything that will."""

        async def within() -> datetime:
            fixed: datetime = await self.reader.fetchval(_MOMENT)
            return fixed

        return self.runner.run(within())


@contextmanager
def living(url: str, planted: Sequence[str] = ()) -> Iterator[Life]:
    """A connection for lives at random."""
    life = Life(url, planted)

    async def connect() -> None:
        life.engine = open_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        life.connection = await life.engine.connect()
        life.reader = under(life.connection)

    async def leave() -> None:
        await life.connection.close()
        await life.engine.dispose()

    with life.runner:
        life.runner.run(connect())
        try:
            yield life
        finally:
            life.runner.run(leave())


def mandate(*roles: Role, **changes: Any) -> Mandate:
    """What anybody may do who may do everything."""
    usual: dict[str, Any] = {
        "audience": Service.BENEFICIARY,
        "caller": "somebody",
        "caller_class": CallerClass.STAFF,
        "roles": roles or tuple(Role),
        "purpose": "service-delivery",
        "areas": (COUNTRY,),
        "datasets": {name: Scope(ceiling=HIGH) for name in DatasetName},
        "deadline": time() + 9,
        "request_id": "a-life-at-random",
    }
    return Mandate(**(usual | changes))


def run(machine: Callable[[], RuleBasedStateMachine]) -> None:
    """Let a machine run its sequences; fails with the shortest one that shows a fault."""
    _run(machine, settings(max_examples=SEQUENCES, derandomize=not LONG))


def run_until_caught(machine: Callable[[], RuleBasedStateMachine]) -> None:
    """Let a machine run until it fails, if it does."""
    _run(machine, settings(max_examples=UNTIL_CAUGHT, derandomize=True, phases=(Phase.generate,)))


def _run(machine: Callable[[], RuleBasedStateMachine], how: settings) -> None:
    quietly = settings(how, deadline=None, database=None, stateful_step_count=STEPS, suppress_health_check=HealthCheck)
    run_state_machine_as_test(machine, settings=quietly)  # type: ignore[no-untyped-call]
