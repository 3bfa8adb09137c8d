"""Chapters told by a process of their own while those before them are recorded: one thinks while the other writes.

    python -m demo.ahead PEOPLE SEED

writes them to standard output, the size of each in eight bytes before it. It is at most one chapter ahead, since a pipe
holds no more, and ends with whoever reads it.
"""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import IO

from demo.chapters import Chapter, chapters, count
from demo.errors import Unfinished
from demo.sizes import Extent

_SIZE = 8


async def told(extent: Extent) -> AsyncGenerator[Chapter, None]:
    """The chapters of that register; a single one is told here and now. Raises `Unfinished`."""
    many = count(extent.people)
    if many == 1:
        yield next(chapters(extent))
        return
    with _teller(extent) as words:
        for _ in range(many):
            yield await asyncio.to_thread(_heard, words)


@contextmanager
def _teller(extent: Extent) -> Iterator[IO[bytes]]:
    """What another process says, which ends when we have heard enough."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-m", "demo.ahead", str(extent.people), str(extent.seed)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us
    )
    assert process.stdout is not None
    with process:
        try:
            yield process.stdout
        finally:
            process.kill()


def _heard(words: IO[bytes]) -> Chapter:
    size = int.from_bytes(words.read(_SIZE))
    said = words.read(size)
    if not size or len(said) < size:
        raise Unfinished("The invented people could not be told to the end; start again.")
    chapter: Chapter = pickle.loads(said)  # noqa: S301 - our own words
    return chapter


def _tell(extent: Extent) -> None:
    for chapter in chapters(extent):
        said = pickle.dumps(chapter, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.write(len(said).to_bytes(_SIZE))
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        _tell(Extent(*map(int, sys.argv[1:])))
    except BrokenPipeError:
        sys.stderr.close()  # nobody listens any more, and there is nothing to say about it
        sys.exit(1)
