"""Where the tests keep their PostgreSQL: in memory where there is room for it, or else on the disk.

Tests make and drop thousands of databases, and on a disk most of their time went to writing down what nobody reads
again. The server's settings stay as they have to be: only the disk below is a faster one. What a power cut does to a
disk no test shows; what a killed process does is the same on both.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import psutil

from embedded import place, postgres

_MEMORY = Path("/dev/shm")
_DISK = Path(__file__).parent.parent / "var" / "test"
_ROOM = 6 * 1024**3
"""Bytes: each of some workers takes about one and a half thousand million at the most."""


@contextmanager
def server(worker: str) -> Iterator[postgres.Server]:
    """A PostgreSQL of this worker's own; in memory it is gone when the tests are, and its room is free."""
    if not _is_roomy():
        with postgres.start(_DISK / worker / "postgres") as running:
            yield running
        return
    checkout = hashlib.sha256(os.fsencode(_DISK)).hexdigest()[:12]
    home = _MEMORY / f"nexus-tests-{os.getuid()}-{checkout}" / worker
    with patch.object(place, "TEMPORARY", _MEMORY):
        running = postgres.start(home)  # which takes over what killed tests have left
    try:
        with running:
            yield running
    finally:
        if (folder := place.noted(home)) is not None:
            shutil.rmtree(folder)
        shutil.rmtree(home)
        with suppress(OSError):  # another worker is still there
            home.parent.rmdir()


def _is_roomy() -> bool:
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return False
    return min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available) > _ROOM
