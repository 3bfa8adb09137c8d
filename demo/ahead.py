"""Chapters told by a process of their own while those before them are recorded: one thinks while the other writes.

    python -m demo.ahead PEOPLE SEED

writes them to standard output, the size of each in eight bytes before it. It is at most one chapter ahead, since a pipe
holds no more, and ends with whoever reads it.
"""

import asyncio
import pickle
import sys
from collections.abc import AsyncGenerator

from demo.chapters import Chapter, chapters, count
from demo.sizes import Extent

_SIZE = 8


class Unfinished(RuntimeError):
    """The process that tells the chapters has ended before the last one."""


async def told(extent: Extent) -> AsyncGenerator[Chapter, None]:
    """The chapters of that register; a single one is told here and now. Raises `Unfinished`."""
    many = count(extent.people)
    if many == 1:
        yield next(chapters(extent))
        return
    teller = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "demo.ahead", str(extent.people), str(extent.seed)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us; it ends when we do
    )
    assert teller.stdout is not None
    try:
        for _ in range(many):
            size = int.from_bytes(await teller.stdout.readexactly(_SIZE))
            chapter: Chapter = pickle.loads(await teller.stdout.readexactly(size))  # noqa: S301 - our own words
            yield chapter
    except asyncio.IncompleteReadError:
        raise Unfinished("The invented people could not be told to the end; start again.") from None
    finally:
        if teller.returncode is None:
            teller.kill()
        await teller.wait()


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
