"""However a run ends, nothing stays behind, and the next one starts with the same figures."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import PILOTS_HEADLINES, Door, figures, headlines
from commands import Background, Process, forget, nexus, unused_port, wait_until

AS_OF = "2021-01-01T00:00:00Z"


class Home:
    """A var folder whose demo is loaded, and the results as they were when it was."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with self.run() as first:
            door = Door.of(first.address(), var)
            self.figures: dict[str, Any] = figures(door.results())
            self.bytes = door.results(as_of=AS_OF).content

    def run(self) -> Background:
        return Background(self.var, "run", "--port", str(unused_port()))

    def require_whole(self, door: Door) -> None:
        """Everything is there, to the last byte."""
        assert headlines(door.results()) == PILOTS_HEADLINES
        assert figures(door.results()) == self.figures
        assert door.results(as_of=AS_OF).content == self.bytes


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    var = tmp_path_factory.mktemp("stopping") / "var"
    yield Home(var)
    forget(var)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_end_stops_everything(home: Home, how: signal.Signals) -> None:
    with home.run() as running:
        address = running.address()
        home.require_whole(Door.of(address, home.var))
        below = running.children()
        assert any("postgres" in process.command for process in below)
        assert running.interrupt(how) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/health/live")
    assert "Traceback" not in running.said
    wait_until(lambda: not any(process.runs() for process in below))
    assert not (home.var / "address").exists()


@pytest.mark.parametrize("inherited", [signal.SIG_DFL, signal.SIG_IGN], ids=("in front", "begun in the background"))
def test_ctrl_c_while_it_starts_leaves_nothing_behind(home: Home, inherited: signal.Handlers) -> None:
    ours = signal.signal(signal.SIGINT, inherited)
    try:
        begun = home.run()
    finally:
        signal.signal(signal.SIGINT, ours)
    with begun as running:
        wait_until(lambda: any("postgres" in process.command for process in running.children()))
        below = running.children()
        running.interrupt()
    assert running.process.returncode in {0, 130}, running.said
    assert "Traceback" not in running.said
    wait_until(lambda: not any(process.runs() for process in below))


def test_a_killed_run_takes_postgresql_along_and_the_next_one_recovers(home: Home) -> None:
    with home.run() as running:
        running.address()
        below = running.children()
        running.kill()
    wait_until(lambda: not any(process.runs() for process in below))
    with home.run() as again:
        home.require_whole(Door.of(again.address(), home.var))
    assert again.process.returncode == 0


def test_a_run_whose_postgresql_is_killed_says_so_and_the_next_one_recovers(home: Home) -> None:
    with home.run() as running:
        running.address()
        postmaster(running).kill()
        running.process.wait(30)
    assert running.process.returncode == 1
    assert "PostgreSQL has ended" in running.said
    assert "Traceback" not in running.said
    with home.run() as again:
        home.require_whole(Door.of(again.address(), home.var))


def test_a_killed_backend_of_postgresql_is_survived(home: Home) -> None:
    with home.run() as running:
        door = Door.of(running.address(), home.var)
        backend(running, "nexus_grants").kill()
        wait_until(lambda: answers_in_full(door), every=0.2)
        home.require_whole(door)
    assert running.process.returncode == 0
    assert "Traceback" not in running.said
    with home.run() as again:
        home.require_whole(Door.of(again.address(), home.var))


def answers_in_full(door: Door) -> bool:
    answer = door.results()
    assert answer.status_code in {200, 503}, answer.text
    return answer.status_code == 200 and answer.json()["status"] == "complete"


def test_a_run_that_is_killed_while_it_loads_the_demo_goes_on_the_next_time(home: Home, tmp_path: Path) -> None:
    var = tmp_path / "var"

    def loads(running: Background, database: str) -> bool:
        # The title of a backend that is in the middle of the loading transaction, not of a look or a migration.
        return any(
            f" {database} " in process.command and any(word in process.command for word in ("COPY", "INSERT"))
            for process in running.children()
        )

    with Background(var, "run", "--port", str(unused_port())) as first:
        first.wait_for("Loading the demo")
        wait_until(lambda: loads(first, "nexus_beneficiary"), every=0.001)
        first.kill()
    with Background(var, "run", "--port", str(unused_port())) as second:
        second.wait_for("Loading the demo")
        wait_until(lambda: loads(second, "nexus_beneficiary"), every=0.001)
        wait_until(lambda: not loads(second, "nexus_beneficiary"), every=0.001)
        second.kill()
    with Background(var, "run", "--port", str(unused_port())) as third:
        home.require_whole(Door.of(third.address(), var))
    assert third.process.returncode == 0
    forget(var)


def test_a_partners_token_without_a_running_gateway_is_refused_with_what_to_do(home: Home) -> None:
    refused = nexus(home.var, "token", "--partner", "moi")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "running" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_without_a_demo_nobody_of_it_is_named(home: Home) -> None:
    refused = nexus(home.var, "demo-person", "--partner", "molsa")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "make run" in refused.stderr
    assert "Traceback" not in refused.stderr


def postmaster(running: Background) -> Process:
    return next(process for process in running.children() if " -D " in process.command)


def backend(running: Background, database: str) -> Process:
    """A process of PostgreSQL that serves one of our connections."""
    return next(process for process in running.children() if f" nexus {database} " in process.command)


def test_a_request_that_is_never_finished_keeps_nobody_from_stopping(home: Home) -> None:
    with home.run() as running:
        address = httpx.URL(running.address())
        with socket.create_connection((address.host, address.port or 80)) as stalled:
            stalled.sendall(b"POST /oauth2/client/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngrant")
            assert running.interrupt(signal.SIGTERM) == 0
    assert "Traceback" not in running.said


def test_a_websocket_is_refused_and_its_path_is_logged_nowhere(home: Home) -> None:
    with home.run() as running:
        address = httpx.URL(running.address())
        upgrade = {
            "connection": "Upgrade",
            "upgrade": "websocket",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
            "sec-websocket-version": "13",
        }
        answer = httpx.get(address.join("/v1/people/4821-7730-5142?name=canary"), headers=upgrade)
        assert answer.status_code == 401
    logged = (home.var / "log").read_text("utf-8")
    assert "canary" not in logged
    assert "4821-7730" not in logged
    assert (home.var / "log").stat().st_mode & 0o077 == 0
