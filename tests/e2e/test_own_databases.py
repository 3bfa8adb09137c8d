"""A PostgreSQL that somebody else runs: used when all four databases are named, and only if it keeps its word."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest
from asking import PILOTS_HEADLINES, Door, headlines
from commands import PATIENCE, Background, nexus, unused_port, wait_until

from embedded import postgres

APPLICATIONS = ("beneficiary", "grants", "forums", "gateway")


def named(urls: Mapping[str, str]) -> dict[str, str]:
    return {f"{application.upper()}_DATABASE_URL": url for application, url in urls.items()}


async def test_migrate_demo_and_run_work_on_databases_that_are_named(unfilled: dict[str, str], tmp_path: Path) -> None:
    var, urls = tmp_path / "var", named(unfilled)
    for _ in range(2):
        migrated = nexus(var, "migrate", **urls)
        assert (migrated.returncode, migrated.stdout, migrated.stderr) == (0, "", "")
    loaded = nexus(var, "demo", **urls)
    assert (loaded.returncode, loaded.stderr) == (0, "")
    refused = nexus(var, "demo", **urls)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    for _ in range(2):
        with Background(var, "run", "--port", str(unused_port()), **urls) as running:
            door = Door.of(running.address(), var)
            assert "Loading the demo" not in running.said
            assert not any(" -D " in process.command for process in running.children()), "no PostgreSQL of our own"
            assert headlines(door.results()) == PILOTS_HEADLINES
        assert running.process.returncode == 0
    assert not (var / "postgres").exists()


@pytest.mark.parametrize("command", ["migrate", "run"])
def test_some_databases_alone_are_refused_by_name(tmp_path: Path, command: str) -> None:
    refused = nexus(tmp_path / "var", command, GRANTS_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert refused.returncode == 1
    for lacking in ("BENEFICIARY_DATABASE_URL", "FORUMS_DATABASE_URL", "GATEWAY_DATABASE_URL"):
        assert lacking in refused.stderr
    assert "GRANTS_DATABASE_URL" not in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://nobody:hidden@127.0.0.1:1/none", "cannot be reached"),
        ("postgresql://nobody:hidden@127.0.0.1:port/none", "cannot be understood"),
    ],
)
def test_databases_that_cannot_be_used_are_said_in_one_line(tmp_path: Path, url: str, reason: str) -> None:
    refused = nexus(tmp_path / "var", "run", **named(dict.fromkeys(APPLICATIONS, url)))
    assert refused.returncode == 1
    assert refused.stderr.startswith("nexus: ")
    assert reason in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert "hidden" not in refused.stderr


async def test_a_database_that_does_not_wait_for_the_disk_is_refused(
    server: postgres.Server, unfilled: dict[str, str], tmp_path: Path
) -> None:
    name = unfilled["grants"].split("/", 3)[3].split("?")[0]
    connection = await asyncpg.connect(server.url("postgres"))
    await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    await connection.close()
    require_refused(unfilled, tmp_path / "var", "synchronous_commit=off")


def test_a_server_that_does_not_flush_is_refused(
    server: postgres.Server, unfilled: dict[str, str], tmp_path: Path
) -> None:
    with careless(server, tmp_path) as url:
        require_refused({**unfilled, "forums": url}, tmp_path / "var", "fsync=off")


def require_refused(urls: Mapping[str, str], var: Path, setting: str) -> None:
    """Nothing is served, and whoever started it reads which setting is to blame."""
    refused = nexus(var, "run", "--port", str(unused_port()), **named(urls))
    assert refused.returncode == 1
    assert setting in refused.stderr
    assert refused.stderr.startswith("nexus: ")
    assert refused.stderr.count("\n") == 1


@contextmanager
def careless(server: postgres.Server, folder: Path) -> Iterator[str]:
    """A PostgreSQL with the server's programs and user that acknowledges what it has not written."""
    place = Path(tempfile.mkdtemp(prefix="nexus-test-", dir="/var/tmp"))
    data = place / "data"
    try:
        if server.home != server.socket_folder.parent:  # root runs it as somebody else
            owner = server.socket_folder.stat()
            os.chown(place, owner.st_uid, owner.st_gid)
            become: dict[str, Any] = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        else:
            become = {}
        programs = server.binaries
        usual: dict[str, Any] = {"cwd": place, "env": {"LC_ALL": "C"}, "stdout": subprocess.DEVNULL, **become}
        subprocess.run([programs / "initdb", "-D", data, "-U", "nexus", "-A", "trust"], check=True, **usual)
        options = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={place}"]
        with open(folder / "log", "wb") as log:
            running = subprocess.Popen([programs / "postgres", "-D", data, *options], stderr=log, **usual)
        try:
            note = data / "postmaster.pid"
            wait_until(lambda: note.exists() and "ready" in note.read_text())
            yield f"postgresql://nexus@/postgres?host={quote(str(place))}"
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(PATIENCE)
    finally:
        shutil.rmtree(place)
