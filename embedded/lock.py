"""One owner at a time. The kernel lets go of the lock when its holder dies, so none is ever left behind."""

import fcntl
import os
from pathlib import Path
from typing import Self


class Lock:
    """A held lock on a file (created if missing) or on an existing folder."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """The lock, or None while another process (or another holder in this one) has it."""
        flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(path, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    @property
    def held(self) -> bool:
        """False once released."""
        return self._descriptor is not None

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
