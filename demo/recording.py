"""Records a whole register in the services' empty databases while it is being told: a transaction for each service.

All of them end after the last chapter, so whatever interrupts it, a service has everything or nothing. Who the people
really are is written down before.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from obstore.store import ObjectStore

from demo import ahead, loading, progress, working
from demo.chapters import Chapter, added, count
from demo.figures import Figures
from demo.sizes import REGISTERED, Extent

Services = Mapping[str, "asyncpg.Connection[asyncpg.Record]"]


@dataclass
class Recorded:
    """How much was recorded, and what is true of each project today."""

    people: int = 0
    rows: int = 0
    figures: dict[str, Figures] = field(default_factory=dict)


async def record(services: Services, extent: Extent, document_key: bytes, truth: Path, files: ObjectStore) -> Recorded:
    """Record the register of that extent; who its people really are goes to the file `truth`, and the bytes of files
    to where the grants service keeps them.

    Raises `NotEmpty`, or `Unfinished` with nothing recorded.
    """
    recorded, whole = Recorded(), count(extent.people)
    async with AsyncExitStack() as transactions:
        for service, connection in services.items():
            await transactions.enter_async_context(connection.transaction())
            await loading.begin(connection, service)
        with (
            progress.shown(services, extent.people or REGISTERED, soon=whole == 1) as told,
            _people_written(truth) as write,
        ):
            async with aclosing(ahead.told(extent)) as chapters:
                async for chapter in chapters:
                    write(chapter.truth)
                    recorded.people += len(chapter.truth)
                    added(recorded.figures, chapter.today)
                    recorded.rows += await _record(services, chapter, document_key, told, whole)
        for service, connection in services.items():
            await loading.end(connection, service)
            await working.record(connection, service, files)
    for service, connection in services.items():
        await loading.analyze(connection, service)
    return recorded


async def _record(services: Services, chapter: Chapter, document_key: bytes, told: progress.Told, whole: int) -> int:
    rows = 0
    for service, connection in services.items():
        async for copied, of in loading.copied(connection, service, chapter.rows, document_key):
            rows += copied
            told(service, copied / of / whole)
    return rows


@contextmanager
def _people_written(path: Path) -> Iterator[Callable[[Iterable[tuple[int, int]]], None]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["person_id", "true_person"])
        yield writer.writerows
