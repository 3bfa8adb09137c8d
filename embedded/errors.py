"""What can keep the embedded parts from starting, each in words that can be shown to whoever typed the command."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
                reason = f"The disk that holds {folder} is full."
            case errno.EACCES | errno.EPERM:
                reason = f"No permission for {where}: does it belong to another user?"
            case errno.EROFS:
                reason = f"{where} is on a read-only file system."
            case errno.ENOTDIR | errno.EEXIST:
                reason = f"{where} is in the way: a folder is expected there."
            case _:
                reason = f"{where} cannot be used: {refusal.strerror or refusal}."
        raise Unusable(reason) from refusal
