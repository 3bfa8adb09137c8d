"""What can keep the embedded parts from starting, each in words that can be shown to whoever typed the command."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.owners import owner_name, whose

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_DISK_FULL = "53100"
"""What PostgreSQL says in a statement's refusal (SQLSTATE) when there is no room."""


class EmbeddedError(Exception):
    """The base of them all; `str(error)` is safe to show and says what to do."""


class AlreadyOwned(EmbeddedError):
    """Another live process owns this folder."""


class Unusable(EmbeddedError):
    """A folder or file we need cannot be used as it is: its owner, its rights, its version, its disk."""


class StartFailed(EmbeddedError):
    """PostgreSQL or one of its tools did not do its work; carries its last words."""


@contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """Turn the operating system's refusals while working in `folder` into `Unusable`."""
    try:
        yield
    except OSError as refusal:
        where = refusal.filename or folder
        match refusal.errno:
            case errno.ENOSPC | errno.EDQUOT:
                reason = no_room(folder)
            case errno.EACCES | errno.EPERM:
                reason = _not_ours(Path(os.fsdecode(where)))
            case errno.EROFS:
                reason = f"{where} is on a read-only file system."
            case errno.ENOTDIR | errno.EEXIST:
                reason = f"{where} is in the way: a folder is expected there."
            case _:
                reason = f"{where} cannot be used: {refusal.strerror or refusal}."
        raise Unusable(reason) from refusal


def no_room(folder: Path) -> str:
    """What is said of a full disk."""
    return f"The disk that holds {folder} is full: make room on it and start again. What was recorded is still there."


def is_of_a_full_disk(error: BaseException) -> bool:
    """Whether this, or what led to it, is that a disk was full: ours, or that of the database which refused."""
    link: BaseException | None = error
    while link is not None:
        if getattr(link, "sqlstate", None) == _DISK_FULL or (isinstance(link, OSError) and link.errno in NO_ROOM):
            return True
        link = link.__cause__ or link.__context__
    return False


def _not_ours(where: Path) -> str:
    found = whose(where)
    if found is None or found[1] == os.geteuid():
        return f"No permission for {where}: look at its rights and at those of the folders above it."
    place, owner = found
    theirs, ours = owner_name(owner), owner_name(os.geteuid())
    return (
        f"No permission for {where}: {place} belongs to the user {theirs}, not to {ours}. "
        f"Run as {theirs}, or use another folder."
    )
