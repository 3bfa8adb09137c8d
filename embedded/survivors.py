"""PostgreSQL processes that outlived their owner: found, ended, and their traces removed before a new start."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from embedded.errors import StartFailed

PATIENCE = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0))  # fast shutdown, then immediate; never SIGKILL


def title(data: Path) -> str:
    """A name for the cluster, shown in the titles of all its processes, by which orphans can be told."""
    return "nexus-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


def end(data: Path, uid: int) -> None:
    """End what still runs on `data` as the user `uid`. The caller holds the lock, so none of it has an owner."""
    for order, seconds in PATIENCE:
        deadline = time.monotonic() + seconds
        told: set[int] = set()
        while pids := set(_running_on(data, uid)):
            for pid in pids - told:
                _tell(pid, order)
            told |= pids
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        else:
            _forget(data / "postmaster.pid")
            return
    raise StartFailed(f"PostgreSQL processes of a former run do not end: {sorted(pids)}. End them, then start again.")


def _tell(pid: int, order: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it ended by itself
        os.kill(pid, order)


def _running_on(data: Path, uid: int) -> Iterator[int]:
    if not (data / "postmaster.pid").exists():
        return
    postmaster = b"\0-D\0" + os.fsencode(data) + b"\0"
    child = f"postgres: {title(data)}: ".encode()
    for pid, owner, command in _processes():
        if owner == uid and (postmaster in command or command.startswith(child)):
            yield pid


def _processes() -> Iterator[tuple[int, int, bytes]]:
    """Number, user and command line of every process we may see; the command line of a zombie is empty."""
    if sys.platform != "linux":
        lines = subprocess.run(["/bin/ps", "-axwwo", "pid=,uid=,command="], capture_output=True, check=True).stdout
        for line in lines.splitlines():
            pid, uid, command = line.split(None, 2)
            yield int(pid), int(uid), command.replace(b" ", b"\0") + b"\0" + command
        return
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                yield int(folder.name), folder.stat().st_uid, (folder / "cmdline").read_bytes()
            except OSError:
                continue  # ended meanwhile, or not for our eyes


def _forget(note: Path) -> None:
    """Remove a postmaster's note whose number now belongs to a process that is visibly something else.

    After a restart of the machine or the container numbers come again, and PostgreSQL would refuse to start for a
    stranger's sake. In every other case the note stays, and PostgreSQL itself judges it.
    """
    try:
        number = note.read_text("ascii").split("\n", 1)[0].strip()
        Path("/proc", number, "cmdline").read_bytes()
    except (OSError, ValueError):
        return
    note.unlink(missing_ok=True)
