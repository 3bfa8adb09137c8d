"""One running Nexus per folder, and the port it answers on.

match instance.claim(Path("var")):
    case Running(address): ...                  # say where, and leave
    case Instance() as ours:
        listener = instance.free_port()
        ours.announce(instance.address(listener))
"""

import errno
import os
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from embedded.errors import Unusable, said_plainly
from embedded.lock import Lock

LOCK = "nexus.lock"
ADDRESS = "address"
PORTS_TRIED = 100


@dataclass(frozen=True)
class Running:
    """Another process owns the folder. Without an address it is still starting, or stuck."""

    address: str | None


class Instance:
    """Our right to the folder, until `release` or our death."""

    def __init__(self, var: Path, lock: Lock) -> None:
        self.var = var
        self._lock = lock

    def announce(self, address: str) -> None:
        """Tell those who come later where we answer."""
        descriptor, draft = tempfile.mkstemp(dir=self.var, prefix=f".{ADDRESS}.")
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{address}\n")
        os.replace(draft, self.var / ADDRESS)

    def release(self) -> None:
        """Give the folder free; a second call does nothing."""
        if self._lock.held:
            (self.var / ADDRESS).unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def claim(var: Path, *, patience: float = 30.0) -> Instance | Running:
    """Take the folder, making it if needed; or, if a live process has it, the address that one announces.

    Waits up to `patience` seconds for an address while the other one is starting, and takes over if it gives up.
    Raises `Unusable`.
    """
    deadline = time.monotonic() + patience
    with said_plainly(var):
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            lock = Lock.take(var / LOCK)
            if lock is not None:
                (var / ADDRESS).unlink(missing_ok=True)  # of one that was killed
                return Instance(var, lock)
            address = _announced(var)
            if address is not None or time.monotonic() > deadline:
                return Running(address)
            time.sleep(0.1)


def free_port(preferred: int = 8000, host: str = "127.0.0.1") -> socket.socket:
    """A socket that listens on the preferred port, or the next free one; the caller hands it on and closes it.

    Listening already, because two sockets can be bound to one port as long as neither listens.
    Raises `Unusable` if the host or the port is not for us.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in (*range(preferred, min(preferred + PORTS_TRIED, 2**16)), 0):
        try:
            return socket.create_server((host, port), family=family, backlog=2048)
        except OSError as refusal:
            if refusal.errno != errno.EADDRINUSE:
                raise Unusable(f"Cannot listen on {host} port {port}: {os.strerror(refusal.errno or 0)}.") from refusal
    raise Unusable(f"No free port on {host}.")


def address(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _announced(var: Path) -> str | None:
    try:
        return (var / ADDRESS).read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
