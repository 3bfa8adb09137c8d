"""One running Nexus per folder, a port nobody else has, and a clean end. Real processes, real sockets."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded import instance, postgres, removal
from embedded.errors import AlreadyOwned, Unusable
from embedded.instance import Instance, Running

REPOSITORY = Path(__file__).parents[2]
OTHER = """
import sys
from pathlib import Path
from embedded import instance
ours = instance.claim(Path(sys.argv[1]))
assert isinstance(ours, instance.Instance)
print("claimed", flush=True)
for address in sys.stdin:
    ours.announce(address.strip())
    print("announced", flush=True)
ours.release()
"""


@contextmanager
def another_process(var: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that owns `var`, announces every line it is sent and ends at the end of them."""
    command = [sys.executable, "-c", OTHER, str(var)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "claimed\n"
        try:
            yield process
        finally:
            process.kill()


def announce(process: subprocess.Popen[str], address: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{address}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "announced\n"


def owned(claimed: Instance | Running) -> Instance:
    assert isinstance(claimed, Instance)
    return claimed


def test_the_second_is_told_where_the_first_one_answers(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        announce(other, "http://127.0.0.1:8003")
        assert instance.claim(tmp_path) == Running("http://127.0.0.1:8003")


def test_the_second_waits_while_the_first_is_starting(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        later = threading.Timer(0.5, announce, (other, "http://127.0.0.1:8004"))
        later.start()
        assert instance.claim(tmp_path) == Running("http://127.0.0.1:8004")
        later.join()


def test_the_second_does_not_wait_forever(tmp_path: Path) -> None:
    with another_process(tmp_path):
        assert instance.claim(tmp_path, patience=0.3) == Running(None)


def test_the_second_takes_over_when_the_first_dies_while_starting(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        threading.Timer(0.5, other.kill).start()
        with owned(instance.claim(tmp_path)):
            pass


def test_a_killed_instance_leaves_neither_lock_nor_address(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        announce(other, "http://127.0.0.1:8005")
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    with owned(instance.claim(tmp_path)):
        assert instance.claim(tmp_path, patience=0) == Running(None)


def test_a_released_folder_can_be_claimed_again(tmp_path: Path) -> None:
    first = owned(instance.claim(tmp_path / "new" / "var"))
    first.announce("http://127.0.0.1:8006")
    first.release()
    with owned(instance.claim(tmp_path / "new" / "var")) as second:
        second.announce("http://127.0.0.1:8007")
        first.release()  # a second release must not take from its successor
        assert instance.claim(second.var) == Running("http://127.0.0.1:8007")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="file/var"):
        instance.claim(tmp_path / "file" / "var")


def test_a_taken_port_gives_the_next_free_one() -> None:
    with instance.free_port() as first:
        port = first.getsockname()[1]
        with instance.free_port(port) as second:
            assert second.getsockname()[1] > port
            with socket.create_connection(second.getsockname(), timeout=5):
                accepted, _ = second.accept()
                accepted.close()
            assert instance.address(second) == f"http://127.0.0.1:{second.getsockname()[1]}"


def test_a_free_port_is_taken_as_preferred() -> None:
    with instance.free_port(0) as any_port:
        port = any_port.getsockname()[1]
    with instance.free_port(port) as listener:
        assert listener.getsockname() == ("127.0.0.1", port)


def test_a_port_of_another_host_is_refused_in_plain_words() -> None:
    with pytest.raises(Unusable, match=r"Cannot listen on 192\.0\.2\.1 port 8000: Cannot assign"):
        instance.free_port(host="192.0.2.1")


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
def test_an_address_in_ipv6_is_bracketed() -> None:
    with instance.free_port(0, host="::1") as listener:
        assert instance.address(listener) == f"http://[::1]:{listener.getsockname()[1]}"


def test_nothing_is_removed_while_it_runs_and_everything_after(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with owned(instance.claim(var)), postgres.start(var / "postgres") as server:
        data = Path(server.run("psql", "--no-psqlrc", "-Atc", "SHOW data_directory", "postgres").strip())
        with pytest.raises(AlreadyOwned, match="Nexus is running"):
            removal.remove(var)
        assert data.is_dir()
    removed = removal.remove(var)
    assert var in removed
    assert not var.exists()
    assert not data.exists()
    assert removal.remove(var) == []


def test_a_running_postgres_alone_prevents_removal(tmp_path: Path) -> None:
    var = tmp_path / "var"
    owned(instance.claim(var)).release()
    with postgres.start(var / "postgres"), pytest.raises(AlreadyOwned):
        removal.remove(var)
    removal.remove(var)


def test_a_folder_of_somebody_else_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(Unusable, match="not the folder of a Nexus"):
        removal.remove(tmp_path)
    assert (tmp_path / "letters").is_dir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps anything outside")
def test_a_note_that_names_a_strange_folder_removes_nothing_there(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    var = tmp_path / "var"
    owned(instance.claim(var)).release()
    (var / "place").write_text(f"{precious}\n")
    assert removal.remove(var) == [var]
    assert precious.is_dir()
