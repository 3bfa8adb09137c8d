"""The embedded PostgreSQL: it answers, keeps what it was given, has one owner, and goes when its owner goes."""

import asyncio
import logging
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from embedded_home import data_of, only_linux, only_root
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from embedded import binaries, place, postgres, programs, survivors
from embedded.errors import AlreadyOwned, StartFailed, Unusable
from embedded.postgres import Server

REPOSITORY = Path(__file__).parents[2]
DIFFICULT = ("l" * 120, "with blank, comma: colon", "خانه")
OWNER = """
import sys
from pathlib import Path
from embedded import postgres, programs
home, *other_launcher = sys.argv[1:]
if other_launcher:
    programs.LAUNCHER = Path(other_launcher[0])
server = postgres.start(Path(home))
server.create_databases(["kept"])
print(server.process.pid, flush=True)
sys.stdin.read()
server.stop()
"""


@contextmanager
def another_process(home: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> Iterator[tuple[int, int]]:
    """A process that owns `home`: its number and its postmaster's."""
    command = [*prefix, sys.executable, "-c", OWNER, str(home), *arguments]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.pid, int(process.stdout.readline())


async def ask(server: Server, question: str, database: str = "postgres") -> object:
    connection = await asyncpg.connect(server.url(database))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def remember(server: Server, number: int) -> None:
    await ask(server, f"CREATE TABLE memory AS SELECT {number} AS number")


def runs(pid: int) -> bool:
    """Whether the process does anything: a zombie that nobody buried does not."""
    status = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self").exists():
        return subprocess.run(["/bin/kill", "-0", str(pid)], check=False).returncode == 0
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def soon(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


# --- what it is -------------------------------------------------------------------------------------------------------


async def test_it_is_what_production_would_be(home: Path) -> None:
    with postgres.start(home) as server:  # from within a running event loop
        server.create_databases(["grants", "forums"])
        connection = await asyncpg.connect(server.url("grants"))
        locales = await connection.fetchrow(
            "SELECT datlocprovider, datlocale, datcollate, pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        )
        assert locales is not None
        assert tuple(locales) == (b"b", "C.UTF-8", "C", "UTF8")
        assert (await connection.fetchval("SHOW server_version")).startswith("18.")
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert await connection.fetchval(f"SHOW {name}") == "on"
        assert await connection.fetchval("SHOW listen_addresses") == ""
        assert await connection.fetchval("SHOW data_checksums") == "on"
        assert await connection.fetchval("SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'") == 0
        await connection.close()


async def test_its_url_serves_sqlalchemy_as_well(home: Path) -> None:
    with postgres.start(home) as server:
        engine = create_async_engine(server.url().replace("postgresql", "postgresql+asyncpg", 1))
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT current_user"))).scalar_one() == "nexus"
        await engine.dispose()


async def test_databases_are_created_once_and_keep_their_content(home: Path) -> None:
    with postgres.start(home) as server:
        server.create_databases(["grants"])
        await ask(server, "CREATE TABLE award AS SELECT 7 AS number", "grants")
        server.create_databases(["grants", "forums"])
        assert await ask(server, "SELECT number FROM award", "grants") == 7
        with pytest.raises(ValueError, match="not a plain database name"):
            server.create_databases(['a"; DROP DATABASE grants; --'])


def test_its_tools_run_against_it(home: Path) -> None:
    with postgres.start(home) as server:
        assert "PostgreSQL database dump complete" in server.run("pg_dump", "--schema-only", "postgres")
        assert (server.binaries / "psql").is_file()
        with pytest.raises(StartFailed, match=r'(?s)pg_dump failed.*database "absent" does not exist'):
            server.run("pg_dump", "absent")


def test_password_and_socket_are_closed_to_others(home: Path) -> None:
    with postgres.start(home) as server:
        assert stat.S_IMODE((home / "password").stat().st_mode) == 0o600
        assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(home.stat().st_mode) == 0o700


async def test_nobody_without_the_password_gets_in(home: Path) -> None:
    with postgres.start(home) as server, pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(re.sub(":[^@]+@", ":guess@", server.url()))


async def test_its_log_says_nothing_about_people(home: Path) -> None:
    with postgres.start(home) as server:
        await ask(server, "CREATE TABLE person (name text UNIQUE, age int CHECK (age > 0))")
        connection = await asyncpg.connect(server.url())
        await connection.execute("INSERT INTO person VALUES ('Shirin', 3)")
        for statement in ("INSERT INTO person VALUES ($1, 4)", "INSERT INTO person VALUES ($1, -1)", "SELECT $1::int"):
            with pytest.raises((asyncpg.PostgresError, asyncpg.DataError)):
                await connection.fetch(statement, "Shirin")
        with pytest.raises(asyncpg.InvalidTextRepresentationError):
            await connection.execute("SELECT 'Shirin'::int")
        # A crash is reported with the statement, unless that is prevented.
        victim = await connection.fetchval("SELECT pg_backend_pid()")
        last = asyncio.ensure_future(connection.fetch("SELECT 'Shirin', pg_sleep(20)"))
        await asyncio.sleep(0.3)
        os.kill(victim, signal.SIGKILL)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await last
        ready = "is ready to accept connections"
        assert await asyncio.to_thread(soon, lambda: server.log.read_text().count(ready) == 2)
        assert "was terminated by signal 9" in server.log.read_text()
        assert "Shirin" not in server.log.read_text()


# --- one owner --------------------------------------------------------------------------------------------------------


def test_a_second_owner_is_refused(home: Path) -> None:
    with another_process(home) as (_, postmaster):
        with pytest.raises(AlreadyOwned, match="in use by another running process"):
            postgres.start(home)
        assert runs(postmaster)
    postgres.start(home).stop()


@only_root
def test_a_copied_home_does_not_get_a_second_server(home: Path) -> None:
    with postgres.start(home) as server:
        shutil.copytree(home, home.with_name("copy"))
        with pytest.raises(AlreadyOwned):
            postgres.start(home.with_name("copy"))
        assert server.alive()


@only_linux
async def test_killing_the_owner_stops_postgres_and_the_next_start_recovers(home: Path) -> None:
    with another_process(home) as (owner, postmaster):
        os.kill(owner, signal.SIGKILL)
        assert await asyncio.to_thread(soon, lambda: not runs(postmaster))
    with postgres.start(home) as server:
        assert await ask(server, "SELECT 1", "kept") == 1


@only_linux
async def test_a_start_right_after_the_owner_was_killed_succeeds(home: Path) -> None:
    with another_process(home) as (owner, _):
        os.kill(owner, signal.SIGKILL)
    with postgres.start(home) as server:
        assert await ask(server, "SELECT 1", "kept") == 1


async def test_a_postmaster_that_survived_its_owner_is_stopped_before_the_next(home: Path, tmp_path: Path) -> None:
    careless = tmp_path / "careless_launcher.py"  # as on a system without a parent-death signal
    careless.write_text(programs.LAUNCHER.read_text().replace('sys.platform == "linux"', "False"))
    with another_process(home, str(careless)) as (owner, postmaster):
        os.kill(owner, signal.SIGKILL)
    assert not await asyncio.to_thread(soon, lambda: not runs(postmaster), 0.5)
    with postgres.start(home) as server:
        assert not runs(postmaster)
        assert await ask(server, "SELECT 1", "kept") == 1


async def test_a_killed_postmaster_is_noticed_and_its_data_are_intact(home: Path) -> None:
    with postgres.start(home) as server:
        await remember(server, 41)
        # A backend that computes does not notice soon that its postmaster is gone.
        busy = await asyncpg.connect(server.url())
        computing = asyncio.ensure_future(busy.fetchval("SELECT count(*) FROM generate_series(1, 1000000000)"))
        await asyncio.sleep(0.3)
        server.process.kill()
        assert await asyncio.to_thread(server.wait, 5)
        assert not server.alive()
        server.stop()
    with postgres.start(home) as server:
        assert await ask(server, "SELECT number FROM memory") == 41
        with pytest.raises((asyncpg.PostgresError, OSError, asyncpg.InterfaceError)):
            await computing


async def test_it_outlives_the_thread_that_started_it(home: Path) -> None:
    started: list[Server] = []
    thread = threading.Thread(target=lambda: started.append(postgres.start(home)))
    thread.start()
    await asyncio.to_thread(thread.join)
    with started[0] as server:
        assert not await asyncio.to_thread(server.wait, 0.5)
        assert await ask(server, "SELECT 1") == 1


def test_the_terminal_interrupts_us_and_not_postgres(home: Path) -> None:
    with postgres.start(home) as server:
        assert os.getsid(server.process.pid) != os.getsid(0)


# --- from one run to the next -----------------------------------------------------------------------------------------


async def test_data_survive_a_stop_and_a_start(home: Path) -> None:
    with postgres.start(home) as server:
        await remember(server, 42)
        address = server.url()
    assert not server.alive()
    server.stop()  # the second time does nothing
    seen: list[Server] = []
    with postgres.start(home, on_ready=seen.append) as server:
        assert seen == [server]
        assert server.url() == address
        assert await ask(server, "SELECT number FROM memory") == 42
        assert (home / "log.before").is_file()


def test_an_interrupted_first_start_leaves_nothing_that_looks_finished(home: Path) -> None:
    postgres.start(home).stop()
    data_of(home).rename(data_of(home).with_name("data.incomplete"))
    with postgres.start(home) as server:
        assert server.alive()
    assert not data_of(home).with_name("data.incomplete").exists()


@only_linux
def test_a_number_that_now_belongs_to_a_stranger_does_not_prevent_the_start(home: Path) -> None:
    postgres.start(home).stop()
    data = data_of(home)
    owner = data.stat().st_uid
    with subprocess.Popen(["/bin/sleep", "60"], user=owner) as stranger:
        note = data / "postmaster.pid"
        note.write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n\n0 0\nready\n")
        os.chown(note, owner, -1)
        with postgres.start(home):
            assert stranger.poll() is None
        stranger.kill()


@pytest.mark.parametrize("name", DIFFICULT)
async def test_a_home_with_a_difficult_path_is_fine(home: Path, name: str) -> None:
    home = home / name
    with postgres.start(home) as server:
        await remember(server, 43)
        assert len(os.fsencode(server.socket_folder / place.SOCKET_NAME)) <= 103
        assert await ask(server, "SELECT number FROM memory") == 43


# --- whose it is ------------------------------------------------------------------------------------------------------


@pytest.fixture
def more_groups() -> Iterator[None]:
    """Root's supplementary groups, as a login gives them."""
    before = os.getgroups()
    os.setgroups([0, 4])
    yield
    os.setgroups(before)


@only_root
@pytest.mark.usefixtures("more_groups")
def test_root_keeps_data_and_programs_where_only_the_stand_in_can_reach_them(home: Path) -> None:
    with postgres.start(home) as server:
        folder = place.noted(home)
        assert folder is not None
        assert folder.parent == Path("/var/tmp")
        assert folder.stat().st_uid == 0
        assert stat.S_IMODE(folder.stat().st_mode) == 0o750
        assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700
        assert Path(f"/proc/{server.process.pid}").stat().st_uid == (folder / "data").stat().st_uid != 0
        assert server.binaries.is_relative_to(folder)
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
        assert re.search(r"^Groups:\s*$", status, re.MULTILINE)


@only_root
def test_programs_are_copied_once_and_again_when_the_wheel_changes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.start(home) as server:
        first = server.binaries
        copied_at = (first / "postgres").stat().st_ctime_ns
    with postgres.start(home) as server:
        assert (server.binaries / "postgres").stat().st_ctime_ns == copied_at
    monkeypatch.setattr(binaries, "_fingerprint", lambda _: "another")
    with postgres.start(home) as server:
        assert server.binaries != first
        assert not first.exists()


@only_root
def test_a_vanished_database_folder_is_mentioned_and_made_anew(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    postgres.start(home).stop()
    shutil.rmtree(data_of(home).parent)
    with caplog.at_level(logging.WARNING), postgres.start(home) as server:
        assert server.alive()
    assert "has vanished; starting with an empty one" in caplog.text


@only_root
def test_a_database_folder_that_somebody_else_put_there_is_refused(home: Path) -> None:
    postgres.start(home).stop()
    folder = data_of(home).parent
    os.chown(folder, 65534, -1)
    with pytest.raises(Unusable, match="is not the one that was made there"):
        postgres.start(home)


@only_root
@pytest.mark.parametrize("name", ["clone", *DIFFICULT])
def test_an_ordinary_user_keeps_everything_in_a_home_closed_to_others(name: str) -> None:
    # Tests run by root often lie, with their Python, below a closed folder: the user may look there, and no more.
    looking = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    setpriv = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *looking)
    if shutil.which("setpriv") is None or subprocess.run([*setpriv, "true"], check=False).returncode != 0:
        pytest.skip("no other user to become here")
    closed = Path("/tmp") / f"nexus-test-{os.getpid()}"
    closed.mkdir(mode=0o700)
    os.chown(closed, 65534, -1)
    try:
        home = closed / name / "var" / "postgres"
        with another_process(home, prefix=setpriv) as (owner, postmaster):
            assert (home / "data" / "PG_VERSION").is_file()
            assert not (home / place.NOTE).exists()
            assert Path(f"/proc/{postmaster}").stat().st_uid == 65534
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
            os.kill(owner, signal.SIGKILL)
            assert soon(lambda: not runs(postmaster))
        with another_process(home, prefix=setpriv) as (_, postmaster):
            assert runs(postmaster)
        assert soon(lambda: not runs(postmaster))
    finally:
        shutil.rmtree(closed)


# --- when it cannot ---------------------------------------------------------------------------------------------------


async def test_processes_of_a_former_run_are_given_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where other processes cannot be listed, PostgreSQL itself reports them."""
    server = postgres.start(home)
    busy = await asyncpg.connect(server.url(), server_settings={"statement_timeout": "2000"})
    computing = asyncio.ensure_future(busy.fetchval("SELECT count(*) FROM generate_series(1, 1000000000)"))
    await asyncio.sleep(0.3)
    server.process.kill()
    server.stop()
    monkeypatch.setattr(survivors, "end", lambda data, uid: None)
    with await asyncio.to_thread(postgres.start, home) as server:
        assert server.alive()
        assert "pre-existing shared memory block" in server.log.read_text()
    with pytest.raises((asyncpg.PostgresError, OSError, asyncpg.InterfaceError)):
        await computing


@only_linux
def test_a_shutdown_that_hangs_is_ended_all_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "STOP_WITHIN", ((signal.SIGINT, 0.5), (signal.SIGQUIT, 20)))
    server = postgres.start(home)
    for pid in server.run(
        "psql", "-Atc", "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
    ).split():
        os.kill(int(pid), signal.SIGSTOP)
    server.stop()
    assert not server.alive()
    postgres.start(home).stop()


@only_linux
def test_a_server_that_hears_nothing_is_ended_all_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *asked, (last, seconds) = postgres.STOP_WITHIN
    monkeypatch.setattr(postgres, "STOP_WITHIN", (*((order, 0.2) for order, _ in asked), (last, seconds)))
    server = postgres.start(home)
    os.kill(server.process.pid, signal.SIGSTOP)
    server.stop()
    assert not server.alive()
    postgres.start(home).stop()
