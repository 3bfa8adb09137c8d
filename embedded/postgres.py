"""A PostgreSQL of our own: started as a child, watched, and gone when we are.

    with postgres.start(Path("var/postgres")) as server:
        server.create_databases(["grants"])
        await asyncpg.connect(server.url("grants"))

Linux and macOS. It listens on a socket in a private folder and on no port.
"""

import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self
from urllib.parse import quote

import asyncpg

from embedded import cluster, databases, private_file, programs, survivors
from embedded import place as places
from embedded.cluster import USER
from embedded.errors import AlreadyOwned, StartFailed, said_plainly
from embedded.lock import Lock
from embedded.place import Place
from embedded.reasons import FORMER_RUN, explained, tells_of_a_full_disk

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only part of the socket's name
    "unix_socket_permissions": "0700",
    "max_connections": "150",  # of four applications in one process, with all their pools full
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Nothing about people in the log: errors quote values, details quote rows and statements.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_checkpoints": "off",
}
READY_WITHIN = 300.0  # seconds; recovery after a crash may have much to read
OWNER_GONE_WITHIN = 1.0  # one that is just dying still holds its lock
FORMER_RUN_GONE_WITHIN = 10.0
LINES_LOOKED_AT = 40  # of the log: what was said longer ago is not why something fails now
# Fast shutdown; if that hangs, as 18.4 does when it is told in the middle of a crash recovery, the immediate one; and
# where that is not heard either, as once in a while by one that has just begun, no asking. The log makes both good.
STOP_WITHIN = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))


class Server:
    """A running PostgreSQL and the right to its home. Made by `start`."""

    def __init__(self, home: Path, place: Place, socket_folder: Path, password: str, locks: list[Lock]) -> None:
        self.home = home
        self.socket_folder = socket_folder
        self._place = place
        self._password = password
        self._locks = locks
        self._child = _launch(place, socket_folder, self.log, self.url())

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The postmaster. Its end is told by `alive` and `wait`."""
        return self._child.process

    @property
    def binaries(self) -> Path:
        """The folder with `psql`, `pg_dump` and the other programs."""
        return self._place.binaries

    @property
    def log(self) -> Path:
        """The server's log since its last start; the one before is next to it as `log.before`."""
        return self.home / "log"

    def url(self, database: str = "postgres") -> str:
        """For asyncpg as it is; for SQLAlchemy with `postgresql+asyncpg` in front. Contains the password."""
        return f"postgresql://{USER}:{self._password}@/{database}?host={quote(str(self.socket_folder))}"

    def create_databases(self, names: Iterable[str]) -> None:
        """Create those that are missing."""
        databases.create(self.url(), names)

    def run(self, tool: str, *arguments: str) -> str:
        """What `pg_dump`, `psql` or another program of PostgreSQL prints.

        Run as the right user and connected to this server, to its database `postgres` unless another is named.
        Raises `StartFailed` with the program's words if it fails.
        """
        connection = {
            "PGHOST": str(self.socket_folder),
            "PGPORT": SETTINGS["port"],
            "PGDATABASE": "postgres",
            "PGUSER": USER,
            "PGPASSWORD": self._password,
        }
        return programs.run(self._place, tool, *arguments, environment=connection)

    def alive(self) -> bool:
        """Whether the postmaster runs. False after `stop`, or if somebody killed it."""
        return not self._child.ended.is_set()

    def require_well(self) -> None:
        """Raise `StartFailed`, with what its log says, if the server has ended or has no room any more."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        last = "\n".join(lines[-LINES_LOOKED_AT:])
        if tells_of_a_full_disk(last):
            raise StartFailed(explained("PostgreSQL cannot go on.", last, self._place.folder, self.binaries))
        if not self.alive():
            raise StartFailed(f"PostgreSQL has ended; its log is {self.log}. Start again.")

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the postmaster has ended; False if it has not after that many seconds."""
        return self._child.ended.wait(seconds)

    def stop(self) -> None:
        """Roll back what is open, write everything down, end, and give the home free. Does nothing the second time."""
        _end(self._child, STOP_WITHIN)
        places.leave_socket_folder(self._place)
        for lock in self._locks:
            lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(home: Path, *, on_ready: Callable[[Server], None] | None = None) -> Server:
    """Start the PostgreSQL of `home`, making it on first use, and return when it answers.

    May be called from any thread. `on_ready` is called with the server just before it is returned.
    Raises `AlreadyOwned`, `Unusable` or `StartFailed`.
    """
    home = home.absolute()
    locks: list[Lock] = []
    try:
        with said_plainly(home):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            locks.append(_own(home / places.LOCK, home))
            place = places.find(home)
            if place.folder != home:
                locks.append(_own(place.folder, home))  # a copied home names the same folder
            password = private_file.keep(home / "password", lambda: secrets.token_urlsafe(24).encode()).decode()
            survivors.end(place.data, place.uid)
            cluster.prepare(place, password)
            server = Server(home, place, places.socket_folder(place), password, locks)
    except BaseException:
        for lock in locks:
            lock.release()
        raise
    if on_ready is not None:
        on_ready(server)
    return server


def _own(path: Path, home: Path) -> Lock:
    patience = time.monotonic() + OWNER_GONE_WITHIN
    while (lock := Lock.take(path)) is None:
        if time.monotonic() > patience:
            raise AlreadyOwned(f"The PostgreSQL in {home} is in use by another running process. Stop that one first.")
        time.sleep(0.05)
    return lock


def _launch(place: Place, socket_folder: Path, log: Path, url: str) -> programs.Child:
    """Start the postmaster and wait until it answers. Tries again while processes of a killed one are ending."""
    if log.exists():
        log.replace(log.with_name("log.before"))
    settings = SETTINGS | {"unix_socket_directories": str(socket_folder), "cluster_name": survivors.title(place.data)}
    arguments = [f"--{name}={value}" for name, value in settings.items()]
    patience = time.monotonic() + FORMER_RUN_GONE_WITHIN
    while True:
        size_before = log.stat().st_size if log.exists() else 0
        child = programs.spawn(place, "postgres", "-D", str(place.data), *arguments, log=log)
        try:
            if _answers(child, place, url):
                return child
        except BaseException:
            _end(child, STOP_WITHIN[1:])
            raise
        said = log.read_bytes()[size_before:].decode(errors="replace")
        if FORMER_RUN not in said or time.monotonic() > patience:
            raise StartFailed(explained("PostgreSQL did not start.", said, place.folder, place.binaries))
        time.sleep(0.2)


def _answers(child: programs.Child, place: Place, url: str) -> bool:
    """True when the server answers, False when it has ended instead."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if child.ended.is_set():
            return False
        time.sleep(0.01)  # not a wait for that: a Ctrl-C inside one can leave its lock free, which is another error
        try:
            if _says_ready(place.data / "postmaster.pid", child.process.pid) and databases.answers(url):
                return True
        except asyncpg.InvalidPasswordError:
            raise StartFailed(f"The server in {place.folder} has another password than the one in its home.") from None
    raise StartFailed(f"PostgreSQL did not answer within {READY_WITHIN:.0f} seconds.")


def _says_ready(note: Path, pid: int) -> bool:
    """Whether the postmaster itself says so; asking it is costlier and fills the log with refusals."""
    try:
        lines = note.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _end(child: programs.Child, orders: tuple[tuple[signal.Signals, float], ...]) -> None:
    for order, seconds in orders:
        if not child.ended.is_set():
            child.process.send_signal(order)
        if child.ended.wait(seconds):
            return
    raise StartFailed("PostgreSQL does not stop.")
