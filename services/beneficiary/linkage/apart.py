"""Comparing, in a process of its own: it takes minutes of processors and gigabytes of memory that whoever serves beside
it has not to spare, and what is cancelled there has ended at once.

It is given people on standard input, some thousand at a time, and after the last ones nothing; it says whom it found on
standard output. It knows no database and no key. What it does is in `comparing`.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.beneficiary.linkage.engines import Engine

SIZE = 8
"""Bytes that say how long what follows is."""
_PROGRAM = "services.beneficiary.linkage.comparing"
_OURS = ("NEXUS_", "BENEFICIARY_", "GRANTS_", "FORUMS_", "GATEWAY_")
"""How settings begin that are none of its business."""


class Found(NamedTuple):
    """Two registrations that may be one person, the smaller id first, and how likely it is."""

    one: int
    other: int
    probability: float


class Unfinished(RuntimeError):
    """The process that compares has ended before it said whom it found."""


@dataclass(frozen=True)
class Comparing:
    """A process that compares. It is given all people, and then asked whom it found."""

    process: Process

    async def give(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows of `columns.READ` and `columns.BESIDE`. Raises `Unfinished`."""
        assert self.process.stdin is not None
        self.process.stdin.writelines(said(rows))
        try:
            await self.process.stdin.drain()
        except ConnectionError:
            raise Unfinished from None

    async def found(self) -> list[Found]:
        """Whom it found among those, in the order of their ids. Raises `Unfinished`."""
        assert self.process.stdout is not None
        await self.give([])
        try:
            size = int.from_bytes(await self.process.stdout.readexactly(SIZE))
            said = await self.process.stdout.readexactly(size)
        except asyncio.IncompleteReadError:
            raise Unfinished from None
        return [Found(*row) for row in pickle.loads(said)]  # noqa: S301 - our own words


@asynccontextmanager
async def comparing(engine: Engine, memory: str) -> AsyncIterator[Comparing]:
    """A process that compares, and that is ended with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _PROGRAM, engine, memory),
        stdin=PIPE,
        stdout=PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
        start_new_session=True,  # Ctrl-C is for us
    )
    try:
        yield Comparing(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def said(words: Any) -> tuple[bytes, bytes]:
    """What one process says to the other: its size, and it."""
    words = pickle.dumps(words, pickle.HIGHEST_PROTOCOL)
    return len(words).to_bytes(SIZE), words
