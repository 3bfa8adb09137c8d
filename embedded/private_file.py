"""A file only its owner reads, made once: whoever comes first writes it, everybody else reads that."""

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from embedded.errors import Unusable


def keep(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of `path`; if there is no such file, it is written with what `make` returns, mode 0600.

    The file appears whole or not at all, and never replaces another. OSError passes through.
    Raises `Unusable` if others may read the file.
    """
    with contextlib.suppress(FileNotFoundError):
        return _read(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, fails if somebody was faster: then theirs counts.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return _read(path)


def _read(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise Unusable(f"{path} can be read by others (mode {mode:04o}). If that is harmless: chmod 600 {path}")
        return file.read()
