"""One write: a transaction that the edge opens and closes, who writes, and the trail that every change leaves."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import idempotency
from shared.database import Database, Reader, driver
from shared.deadlines import left
from shared.moment import HOLD

LONGEST = 2.0
"""Seconds a write transaction may last: readers of a moment wait for it."""

_TRAIL = "INSERT INTO outbox (type, subject, data, request_id) VALUES ($1, $2, $3, $4)"
_TRAILS = """
INSERT INTO outbox (type, subject, data, request_id)
SELECT type, subject, data, $4
FROM unnest($1::text[], $2::text[], $3::jsonb[]) WITH ORDINALITY AS event (type, subject, data, place) ORDER BY place
"""

_TYPE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
_CODE = re.compile(r"[A-Z][A-Z0-9]+(-[A-Z0-9]+)*")
"""How P-codes and the codes of projects are spelt, and no name is."""


@dataclass
class Write:
    """What a route that changes something works with.

    `session` is inside the transaction that commits before the answer is sent; rules use it and never commit.
    """

    session: AsyncSession
    connection: Reader
    """What is under the session, for single statements that need no unit of work."""
    caller: str
    request_id: str
    key: idempotency.Key | None = None
    effect: str | None = None
    _events: list[tuple[str, str, str]] | None = field(default=None, init=False, repr=False)

    async def once(self, act: Callable[[], Awaitable[Any]]) -> str:
        """The reference of what this request makes: made now, or when its key was first used."""
        if self.effect is None:
            self.effect = str(await act())
            if self.key is not None:
                await idempotency.settle(self.connection, self.key, self.effect)
        return self.effect

    async def trail(self, type: str, subject: int, **references: int | str | None) -> None:
        """The outbox row of a change: what happened to what, never a personal value.

        `type` is the kind of record and what happened to it, such as `person.registered`; `subject` is the id of the
        record, of that kind. `references` are ids and codes; a text that could be anything else is refused.
        """
        if not _TYPE.fullmatch(type) or not all(_refers(reference) for reference in references.values()):
            raise ValueError("an event has a type of two words and refers by ids and codes alone")
        event = type, str(subject), json.dumps(references)
        if self._events is not None:
            self._events.append(event)
        else:
            await self.connection.fetch(_TRAIL, *event, self.request_id)

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """What happens inside leaves its trail at the end, in one statement."""
        if self._events is not None:
            yield
            return
        events = self._events = []
        yield
        self._events = None
        if events:
            await self.connection.fetch(_TRAILS, *zip(*events, strict=True), self.request_id)

    async def trail_each(
        self, type: str, subjects: Sequence[int], **references: int | str | Sequence[int] | None
    ) -> None:
        """The outbox rows of many changes of one kind, in their order.

        A reference is the same for all of them, or a sequence with one for each.
        """
        columns = {name: given for name, given in references.items() if isinstance(given, (list, tuple))}
        alike: dict[str, Any] = {name: given for name, given in references.items() if name not in columns}
        async with self.together():
            for place, subject in enumerate(subjects):
                own = {name: column[place] for name, column in columns.items()}
                await self.trail(type, subject, **alike, **own)

    async def reader(self) -> Reader:
        """Reads that show what this write has done so far."""
        if self.session.new or self.session.dirty or self.session.deleted:
            await self.session.flush()
        return self.connection


def _refers(reference: object) -> bool:
    """Whether this is an id, one of a set of codes, or spelt as a code is."""
    return reference is None or isinstance(reference, (int, StrEnum)) or bool(_CODE.fullmatch(str(reference)))


@asynccontextmanager
async def writing(
    database: Database, caller: str, request_id: str, key: idempotency.Key | None = None
) -> AsyncIterator[Write]:
    """A write transaction under the moment's lock, with its key claimed.

    What it lasts too long for ends twice: here, and in the database, which does not wait for a process that is gone.
    """
    seconds = left(LONGEST)
    async with asyncio.timeout(seconds), database.sessions() as session, session.begin():
        await session.execute(HOLD, {"milliseconds": str(ceil(seconds * 1000))})  # with which SQLAlchemy begins
        connection = await driver(session)
        effect = await idempotency.claim(connection, key) if key else None
        yield Write(session, connection, caller, request_id, key, effect)
