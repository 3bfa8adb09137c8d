"""The process that compares, for `apart`:

    python -m services.beneficiary.linkage.comparing ENGINE MEMORY

It ends with whoever began it.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from threading import Thread
from typing import IO, Any

from services.beneficiary.linkage import people, records
from services.beneficiary.linkage.apart import SIZE, said
from services.beneficiary.linkage.backend import opened
from services.beneficiary.linkage.engines import Engine
from services.beneficiary.linkage.matching import matches
from shared import logs

_BEHIND = 10
"""How far it stands behind others who want a processor."""


def compare(engine: Engine, memory: str, given: IO[bytes], told: IO[bytes]) -> None:
    """Compare all whom it is given, and tell whom it found."""
    with opened(engine, memory) as backend:
        many = 0
        for rows in _heard(given):
            backend.keep("records", records.table(rows))
            many += len(rows)
        Thread(target=_end_with, args=(given,), daemon=True).start()
        found = matches(backend, people.MODEL, {"records": many}) if many > 1 else []
    told.writelines(said([tuple(match) for match in found]))
    told.flush()


def _heard(given: IO[bytes]) -> Iterator[list[tuple[Any, ...]]]:
    while rows := pickle.loads(given.read(int.from_bytes(given.read(SIZE)))):  # noqa: S301 - our own words
        yield rows


def _end_with(given: IO[bytes]) -> None:
    """End when whoever began this is gone: then nothing holds the other end any more."""
    given.read()
    os._exit(1)


if __name__ == "__main__":
    os.nice(_BEHIND)
    try:
        compare(Engine(sys.argv[1]), sys.argv[2], sys.stdin.buffer, sys.stdout.buffer)
    except Exception as error:  # whatever it was, its message may have a name in it
        sys.stderr.write("\n".join([*logs.where(error), ""]))
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)  # without waiting for whoever began this to hang up
