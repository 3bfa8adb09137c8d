"""What is measured, while it runs: Nexus in one process, on a PostgreSQL whose processes we know."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded import keys, postgres, removal
from gateway.access import tokens
from shared.callers import Role

PROGRAM = Path(sys.executable).with_name("nexus")
APPLICATIONS = ("beneficiary", "grants", "forums", "gateway")
PATIENCE = 120.0
Urls = Mapping[str, str]


@dataclass(frozen=True)
class Nexus:
    """A Nexus that answers: where, as which process, and how many seconds after it was started."""

    var: Path
    pid: int
    address: str
    ready_after: float

    def token(self, role: Role) -> str:
        """A token of someone with this role in the whole country; it lives five minutes."""
        issuer = tokens.Issuer.of(tokens.DEVELOPMENT, keys.signing_key(self.var, "development-issuer"))
        return tokens.sign(issuer, f"bench-{role}", held={role.value: ["IQ"]})


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for one run, removed with everything that was put beside it."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-", ignore_cleanup_errors=True) as parent:
        var = Path(parent) / "var"
        try:
            yield var
        finally:
            removal.remove(var)


@contextmanager
def databases(var: Path) -> Iterator[tuple[postgres.Server, Urls]]:
    """An embedded PostgreSQL with the four databases, still empty."""
    with postgres.start(var / "postgres") as server:
        server.create_databases(f"nexus_{application}" for application in APPLICATIONS)
        yield server, {application: server.url(f"nexus_{application}") for application in APPLICATIONS}


@contextmanager
def within_reach(server: postgres.Server) -> Iterator[Path]:
    """A folder for files that PostgreSQL's programs write and read, whoever they run as."""
    folder = server.socket_folder / "files"
    folder.mkdir()
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def nexus(var: Path, urls: Urls | None = None) -> Iterator[Nexus]:
    """`nexus run` on a folder, with the demo in it; on its own PostgreSQL unless databases are named."""
    plain = {name: value for name, value in os.environ.items() if not name.endswith("_DATABASE_URL")}
    begun = time.monotonic()
    process = subprocess.Popen(
        [PROGRAM, "run"], env=plain | named(urls or {}) | {"NEXUS_VAR": str(var)}, stdout=subprocess.DEVNULL
    )
    try:
        address = _announced(var / "address", process)
        yield Nexus(var, process.pid, address, time.monotonic() - begun)
    finally:
        process.send_signal(signal.SIGINT)  # as Ctrl-C does
        process.wait(PATIENCE)


def named(urls: Urls) -> dict[str, str]:
    """The databases of applications as they are named in the environment."""
    return {f"{application.upper()}_DATABASE_URL": url for application, url in urls.items()}


@contextmanager
def floor(name: str, environment: Mapping[str, str], *arguments: str) -> Iterator[tuple[int, str]]:
    """A floor that runs on what the environment names: its process, and its address."""
    command = [sys.executable, "-m", f"bench.floors.{name}", *arguments]
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.pid, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _announced(note: Path, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if note.exists():
            return note.read_text("utf-8").strip()
        time.sleep(0.01)
    raise RuntimeError("Nexus did not start.")
