"""`nexus suspend-partner`: one command that shuts a partner out, while the platform runs and while it does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import client
from commands import Background, forget, nexus, unused_port


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    var = tmp_path_factory.mktemp("suspending") / "var"
    with Background(var, "run", "--port", str(unused_port())) as nexus_run:
        nexus_run.address()
        yield nexus_run
    forget(var)


def suspended(var: Path, *arguments: str, **more: str) -> tuple[int, str]:
    """How the command ends, and the one line that it says."""
    ended = nexus(var, "suspend-partner", *arguments, **more)
    said = ended.stdout + ended.stderr
    assert said.count("\n") == 1, said
    return ended.returncode, said


def test_a_partner_is_shut_out_while_the_platform_runs_and_once_it_has_ended(running: Background) -> None:
    token = nexus(running.var, "token", "--partner", "goj").stdout.strip()
    headers = {"authorization": f"Bearer {token}"}
    assert client().get(f"{running.address()}/v1/places/IQ", headers=headers).status_code == 200
    assert suspended(running.var, "goj", "--reason", "an incident") == (0, "goj is suspended.\n")
    assert client().get(f"{running.address()}/v1/places/IQ", headers=headers).status_code == 401
    assert nexus(running.var, "token", "--partner", "goj").returncode == 1
    assert suspended(running.var, "nobody", "--reason", "x") == (1, "nexus: There is no partner 'nobody'.\n")
    assert suspended(running.var, "goj", "--reason", "two\nlines")[0] == 1
    assert running.interrupt() == 0
    assert suspended(running.var, "moi", "--reason", "an incident") == (0, "moi is suspended.\n")
    assert suspended(running.var, "nobody", "--reason", "x") == (1, "nexus: there is no partner 'nobody'.\n")


def test_without_a_platform_nothing_is_made(tmp_path: Path) -> None:
    assert suspended(tmp_path / "var", "goj", "--reason", "x")[0] == 1
    assert not (tmp_path / "var").exists()


def test_in_production_the_database_has_to_be_named(tmp_path: Path) -> None:
    status, said = suspended(tmp_path / "var", "goj", "--reason", "x", NEXUS_ENV="production")
    assert (status, "GATEWAY_DATABASE_URL" in said) == (1, True)


def test_a_database_that_cannot_be_reached_is_said_in_one_line(tmp_path: Path) -> None:
    url = f"postgresql://nobody:hunter2@127.0.0.1:{unused_port()}/none"
    status, said = suspended(tmp_path / "var", "goj", "--reason", "x", GATEWAY_DATABASE_URL=url)
    assert (status, "hunter2" in said) == (1, False)
