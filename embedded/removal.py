"""Remove everything an embedded Nexus left on this machine: `python -m embedded.removal var`.

Stops nothing: refuses while a Nexus or its PostgreSQL runs.
"""

import shutil
import stat
import sys
from pathlib import Path

from embedded import place
from embedded.errors import AlreadyOwned, EmbeddedError, Unusable, said_plainly
from embedded.instance import LOCK
from embedded.lock import Lock


def remove(var: Path) -> list[Path]:
    """Remove `var` and the folders below /var/tmp that its databases lie in; the folders removed.

    Raises `AlreadyOwned` while one of them is in use, and `Unusable`.
    """
    if not var.exists():
        return []
    with said_plainly(var):
        locks = [path for path in (var / LOCK, *var.rglob(place.LOCK)) if path.is_file()]
        if not locks:
            raise Unusable(f"{var} is not the folder of a Nexus; nothing is removed.")
        notes = [note for note in var.rglob(place.NOTE) if note.is_file()]
        outside = [folder for note in notes if (folder := place.noted(note.parent)) and _is_a_place(folder)]
        held: list[Lock] = []
        try:
            for path in (*locks, *outside):
                lock = Lock.take(path)
                if lock is None:
                    raise AlreadyOwned(f"Nexus is running on {var}. Stop it first.")
                held.append(lock)
            for folder in (*outside, var):
                shutil.rmtree(folder)
        finally:
            for lock in held:
                lock.release()
    return [*outside, var]


def _is_a_place(folder: Path) -> bool:
    """A note could say anything: only what `place` makes is removed."""
    if folder.parent != place.TEMPORARY or not folder.name.startswith(place.PREFIX):
        return False
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0


if __name__ == "__main__":
    try:
        for removed in remove(Path(sys.argv[1])):
            sys.stdout.write(f"removed {removed}\n")
    except EmbeddedError as refusal:
        sys.exit(str(refusal))
