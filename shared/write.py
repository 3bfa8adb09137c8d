"""One write: a transaction that the edge opens and closes, who writes, and the trail that every change leaves."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from math import ceil
from typing import Any

import asyncpg
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import idempotency
from shared.database import Database, Reader, constraint
from shared.deadlines import left
from shared.errors import DomainError
from shared.moment import HOLD
from shared.transaction import Driver, transaction

LONGEST = 2.0
"""Seconds a write transaction may last: readers of a moment wait for it."""

_END = f"""
WITH settled AS ({idempotency.SETTLE})
INSERT INTO outbox (type, subject, data, request_id)
SELECT type, subject, data, $7
FROM unnest($4::text[], $5::text[], $6::jsonb[]) WITH ORDINALITY AS event (type, subject, data, place) ORDER BY place
"""  # noqa: S608 - no value in it

_TYPE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
_CODE = re.compile(r"[A-Z][A-Z0-9]+(-[A-Z0-9]+)*")
"""How P-codes and the codes of projects are spelt, and no name is."""


@dataclass
class Write:
    """What a route that changes something works with, inside the transaction that commits before the answer is sent."""

    over: AsyncConnection
    """SQLAlchemy's, for the unit of work."""
    connection: Driver
    """What is under it, for single statements that need no unit of work."""
    caller: str
    request_id: str
    key: idempotency.Key | None = None
    effect: str | None = None
    _events: list[tuple[str, str, str]] = field(default_factory=list, init=False, repr=False)
    _settled: str | None = field(default=None, init=False, repr=False)

    @cached_property
    def session(self) -> AsyncSession:
        """The unit of work; rules use it and never commit."""
        return AsyncSession(self.over, expire_on_commit=False)

    async def once(self, act: Callable[[], Awaitable[Any]]) -> str:
        """The reference of what this request makes: made now, or when its key was first used."""
        if self.effect is None:
            self.effect = self._settled = str(await act())
        return self.effect

    def trail(self, type: str, subject: int, **references: int | str | None) -> None:
        """The outbox row of a change: what happened to what, never a personal value; written when the write ends.

        `type` is the kind of record and what happened to it, such as `person.registered`; `subject` is the id of the
        record, of that kind. `references` are ids and codes; a text that could be anything else is refused.
        """
        if not _TYPE.fullmatch(type) or not all(_refers(reference) for reference in references.values()):
            raise ValueError("an event has a type of two words and refers by ids and codes alone")
        self._events.append((type, str(subject), json.dumps(references)))

    def trail_each(self, type: str, subjects: Iterable[int], **references: int | str | Sequence[int] | None) -> None:
        """The outbox rows of many changes of one kind, in their order.

        A reference is the same for all of them, or a sequence with one for each.
        """
        columns = {name: given for name, given in references.items() if isinstance(given, (list, tuple))}
        alike: dict[str, Any] = {name: given for name, given in references.items() if name not in columns}
        for place, subject in enumerate(subjects):
            self.trail(type, subject, **alike, **{name: column[place] for name, column in columns.items()})

    async def flush(self) -> None:
        """Have the database do what the unit of work has noted so far."""
        if "session" in self.__dict__ and (self.session.new or self.session.dirty or self.session.deleted):
            await self.session.flush()

    async def reader(self) -> Reader:
        """Reads that show what this write has done so far."""
        await self.flush()
        reader: Reader = self.connection
        return reader

    async def end(self) -> None:
        """All is done: what is noted is written, what happened, and under which key."""
        if "session" in self.__dict__:
            await self.session.commit()
        settled = (self.key.caller, self.key.key, self._settled) if self.key and self._settled else (None, None, None)
        if self._events or any(settled):
            events = list(zip(*self._events, strict=True)) or ((), (), ())
            await self.connection.fetch(_END, *settled, *events, self.request_id)
            self._events, self._settled = [], None


def _refers(reference: object) -> bool:
    """Whether this is an id, one of a set of codes, or spelt as a code is."""
    return reference is None or isinstance(reference, (int, StrEnum)) or bool(_CODE.fullmatch(str(reference)))


@asynccontextmanager
async def judged(write: Write, verdicts: Mapping[str, DomainError]) -> AsyncIterator[None]:
    """Flush what the block added, or has recorded; a violated constraint named in `verdicts` becomes that refusal."""
    try:
        yield
        await write.flush()
    except (IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
        if (name := constraint(error)) in verdicts:
            raise verdicts[name] from None
        raise


@asynccontextmanager
async def writing(
    database: Database, caller: str, request_id: str, key: idempotency.Key | None = None
) -> AsyncIterator[Write]:
    """A write transaction under the moment's lock, with its key claimed.

    What it lasts too long for ends twice: here, and in the database, which does not wait for a process that is gone.
    """
    seconds = left(LONGEST)
    patience = f"SET LOCAL statement_timeout = {ceil(seconds * 1000)}"
    async with (
        asyncio.timeout(seconds),
        transaction(database.engine, patience, HOLD) as (connection, driver),
    ):
        effect = await idempotency.claim(driver, key) if key else None
        write = Write(connection, driver, caller, request_id, key, effect)
        yield write
        await write.end()
