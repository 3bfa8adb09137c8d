"""What keeps the platform from starting is said in plain words, and what is there already stays as it is."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from commands import NEXUS, PATIENCE, REPOSITORY, environment, forget, nexus

NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
# Tests run by root often lie, with their Python, below a closed folder: the user may look there, and no more.
LOOKING = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose databases have been made."""
    var = tmp_path_factory.mktemp("refusals") / "var"
    made = nexus(var, "migrate")
    assert (made.returncode, made.stderr) == (0, "")
    yield var
    forget(var)


def data(var: Path) -> Path:
    note = var / "postgres" / "place"
    return (Path(note.read_text("utf-8").strip()) if note.exists() else var / "postgres") / "data"


def require_plain(refused: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """One sentence, and at most one line of what PostgreSQL said."""
    assert refused.returncode == 1
    assert refused.stdout == ""
    sentence, *more = refused.stderr.splitlines()
    assert sentence.startswith("nexus: ")
    assert len(more) <= 1
    for word in words:
        assert word in sentence


def test_data_of_another_version_are_refused_in_one_sentence(var: Path) -> None:
    note = data(var) / "PG_VERSION"
    note.write_text("17\n")
    for command in ("migrate", "run"):
        require_plain(nexus(var, command), str(note.parent), "written by PostgreSQL 17; this is 18", "move it away")
    note.write_text("18\n")
    assert nexus(var, "migrate").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is nothing here that is always full")
def test_a_full_disk_is_said_in_one_sentence_and_one_line_of_postgresql(var: Path) -> None:
    note = data(var) / "postmaster.opts"
    note.unlink()
    note.symlink_to("/dev/full")
    require_plain(nexus(var, "migrate"), "The disk that holds", "is full: make room on it and start again")
    note.unlink()
    assert nexus(var, "migrate").returncode == 0


def test_a_folder_of_somebody_else_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """Somebody once ran it as root, or means the folder of a colleague."""
    as_user: Sequence[str] = ()
    var = Path("/usr/nexus-test")
    if os.geteuid() == 0:
        as_user = (*NOBODY, *LOOKING)
        if shutil.which("setpriv") is None or subprocess.run([*as_user, "true"], check=False).returncode != 0:
            pytest.skip("no other user to become here")
        var = tmp_path / "var"
        var.mkdir(mode=0o755)
    refused = subprocess.run(
        [*as_user, NEXUS, "run"],
        cwd=REPOSITORY,
        env=environment(var),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    require_plain(refused, f"No permission for {var}", "belongs to the user root, not to", "or use another folder")
