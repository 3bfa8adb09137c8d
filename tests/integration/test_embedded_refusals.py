"""What keeps the embedded PostgreSQL from its work is said in a sentence, and no data are touched for it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from embedded_home import data_of, only_linux, only_root

from embedded import binaries, choice, cluster, place, postgres
from embedded.errors import StartFailed, Unusable, said_plainly


def contents(data: Path) -> dict[str, tuple[int, int]]:
    """Every file of a data folder, with its size and when it was last changed."""
    return {
        str(file.relative_to(data)): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in data.rglob("*")
        if file.is_file()
    }


# --- another version --------------------------------------------------------------------------------------------------


def test_data_of_another_version_are_refused_and_left_as_they_are(home: Path) -> None:
    postgres.start(home).stop()
    note = data_of(home) / "PG_VERSION"
    for version, reason in (
        (b"16\n", "was written by PostgreSQL 16; this is 18. Nothing in it was touched: move it away"),
        (b"9.6\n", "was written by PostgreSQL 9.6; this is 18"),
        (b"\xff\xfe", "PG_VERSION is missing, or says no version"),
        (b"", "PG_VERSION is missing, or says no version"),
    ):
        note.write_bytes(version)
        before = contents(data_of(home))
        with pytest.raises(Unusable, match=reason) as refusal:
            postgres.start(home)
        assert str(data_of(home)) in str(refusal.value)
        assert "\n" not in str(refusal.value)
        assert contents(data_of(home)) == before
    note.write_text("18\n")
    postgres.start(home).stop()


def test_what_postgresql_itself_says_of_another_version_is_understood(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.start(home).stop()
    (data_of(home) / "PG_VERSION").write_text("16\n")
    monkeypatch.setattr(cluster, "prepare", lambda place, password: None)
    with pytest.raises(StartFailed, match="was written by another version of PostgreSQL: use that version"):
        postgres.start(home)


# --- somebody else's --------------------------------------------------------------------------------------------------


@only_root
def test_a_database_made_by_an_ordinary_user_is_not_touched_by_root(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    os.chown(home / "data", 65534, -1)
    with pytest.raises(Unusable, match="was made by the user nobody"):
        postgres.start(home)
    assert list((home / "data").iterdir()) == []


@only_root
def test_data_of_a_foreign_user_are_refused_and_left_as_they_are(home: Path) -> None:
    postgres.start(home).stop()
    os.chown(data_of(home), 4242, -1)
    before = contents(data_of(home))
    with pytest.raises(Unusable, match=r"belongs to the user 4242, not to \w+. Run as the user who made it"):
        postgres.start(home)
    assert contents(data_of(home)) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_home_of_somebody_else_is_refused_by_name() -> None:
    with pytest.raises(Unusable, match=r"No permission for /usr.*belongs to the user root, not to .* Run as root"):
        postgres.start(Path("/usr/nexus-test"))


# --- a full disk ------------------------------------------------------------------------------------------------------

FULL = r"The disk that holds {} is full: make room on it and start again"


def test_a_full_disk_is_named() -> None:
    full = pytest.raises(Unusable, match=FULL.format("/somewhere"))
    with full, said_plainly(Path("/somewhere")), open("/dev/full", "w") as file:
        file.write("more")


@only_linux
def test_a_server_that_finds_no_room_when_it_starts_says_so(home: Path) -> None:
    """It writes down with what it was started, and has no room for that."""
    postgres.start(home).stop()
    note = data_of(home) / "postmaster.opts"
    note.unlink()
    note.symlink_to("/dev/full")
    with pytest.raises(StartFailed, match=FULL.format(".*")) as refusal:
        postgres.start(home)
    sentence, words = str(refusal.value).splitlines()
    assert sentence.startswith("PostgreSQL did not start. ")
    assert words.endswith(f'could not write file "{note.name}": No space left on device')
    note.unlink()
    postgres.start(home).stop()


async def use(home: Path, *statements: str) -> None:
    """Use the database of a home that is started for it."""
    with choice.databases(home.parent, ["grants"]) as (urls, _):
        connection = await asyncpg.connect(urls["grants"])
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            connection.terminate()


@only_linux
async def test_a_statement_that_finds_no_room_is_said_as_what_it_is(home: Path) -> None:
    with pytest.raises(Unusable, match=FULL.format(str(home.parent))):
        await use(home, "COPY (SELECT generate_series(1, 100000)) TO '/dev/full'")


async def test_what_fails_for_another_reason_stays_what_it_is(home: Path) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await use(home, "SELECT 1 / 0")


def test_a_connection_that_breaks_off_is_said_as_the_end_of_the_server(home: Path) -> None:
    def cut_off() -> None:
        with choice.databases(home.parent, ["grants"]) as (_, server):
            assert server is not None
            server.process.kill()
            assert server.wait(20)
            raise ConnectionError

    with pytest.raises(StartFailed, match=r"PostgreSQL has ended; its log is .*/log. Start again"):
        cut_off()


@pytest.fixture
def small_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of 160 MB where root's databases lie."""
    disk = Path(tempfile.mkdtemp(prefix="nexus-test-", dir="/tmp"))
    try:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk], check=False).returncode != 0:
            pytest.skip("no right to mount here")
        try:
            disk.chmod(0o755)
            monkeypatch.setattr(place, "TEMPORARY", disk)
            yield disk
        finally:
            subprocess.run(["umount", disk], check=True)
    finally:
        disk.rmdir()


def fill(disk: Path, but: int = 0) -> Path:
    """A file that takes all the room of a disk but for some bytes."""
    ballast = disk / "ballast"
    with open(ballast, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - but)
    return ballast


@only_root
@only_linux
@pytest.mark.parametrize("room", [0, 5_000_000, 20_000_000])
def test_a_disk_too_small_for_a_database_is_named(home: Path, small_disk: Path, room: int) -> None:
    postgres.start(home).stop()
    shutil.rmtree(data_of(home))  # the programs are there; the data are to be made
    ballast = fill(small_disk, room)
    with pytest.raises((Unusable, StartFailed), match=FULL.format(".*")):
        postgres.start(home)
    ballast.unlink()
    postgres.start(home).stop()


@only_root
@only_linux
async def test_a_disk_that_fills_up_is_named_and_what_was_recorded_is_there_afterwards(
    home: Path, small_disk: Path
) -> None:
    await use(home, "CREATE TABLE memory AS SELECT 41 AS number", "CREATE TABLE more (number int)")
    ballast = fill(small_disk, 1_000_000)
    with pytest.raises((Unusable, StartFailed), match=FULL.format(".*")):
        await use(home, *("INSERT INTO more SELECT generate_series(1, 100000)" for _ in range(100)))
    ballast.unlink()
    await use(home, "DO $$ BEGIN ASSERT (SELECT number FROM memory) = 41; END $$")


# --- what else --------------------------------------------------------------------------------------------------------


def test_a_damaged_database_is_refused_with_its_last_words(home: Path) -> None:
    postgres.start(home).stop()
    (data_of(home) / "global" / "pg_control").unlink()
    with pytest.raises(StartFailed, match=r"(?s)did not start. Files are missing .*could not open file .*pg_control"):
        postgres.start(home)
    (data_of(home) / "PG_VERSION").unlink()
    with pytest.raises(Unusable, match="PG_VERSION is missing"):  # and the home was given free in between
        postgres.start(home)


def test_missing_programs_are_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "INSTALLATION", "absent")
    with pytest.raises(Unusable, match=r"embedded PostgreSQL is not installed.*_DATABASE_URL"):
        postgres.start(home)
