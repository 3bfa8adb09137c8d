"""`nexus demo --people N`: a loading that is interrupted is made good, and what is composed is what was counted."""

import re
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from asking import Door
from commands import NEXUS, Background, forget, nexus, unused_port, wait_until

LOADS = ("demo", "--people", "17000", "--seed", "5")
"""Two chapters: the pilot, and one that has about half its size."""
IN_THE_BACKGROUND = ["/bin/sh", "-c", 'trap "" INT; exec "$0" "$@"', NEXUS]
"""As a script begins what it does not wait for: deaf to Ctrl-C."""


@pytest.mark.timeout(600)
def test_a_loading_survives_ctrl_c_and_a_kill_and_is_composed_as_it_was_counted(tmp_path: Path) -> None:
    var = tmp_path / "var"
    for how, program in ((signal.SIGINT, [NEXUS]), (signal.SIGTERM, IN_THE_BACKGROUND)):
        with Background(var, *LOADS, program=program) as polite:
            interrupted(polite, partial(polite.interrupt, how))
        assert polite.process.returncode == 1
        assert f"'nexus {' '.join(LOADS)}' loads it again" in polite.said
        assert "Traceback" not in polite.said
    with Background(var, "run", "--port", str(unused_port())) as killed:
        interrupted(killed, killed.kill)
    assert "Loading the demo" in killed.said
    loaded = nexus(var, "demo")
    assert loaded.returncode == 0, loaded.stderr
    counted = figures(loaded.stdout)
    assert list(counted) == ["JPN-SDN-2019", "JPN-SDN-2020", "JPN-SDN-2019-02", "JPN-SDN-2020-02"]
    assert counted["JPN-SDN-2019"] == (8_512, 28, 134, 5)
    with Background(var, "run", "--port", str(unused_port())) as running:
        door = Door.of(running.address(), var)
        assert {project: composed(door, project) for project in counted} == counted
        sought = nexus(var, "demo-person", "--partner", "molsa")
        assert sought.returncode == 0, sought.stderr
    forget(var)


def interrupted(running: Background, end: Callable[[], object]) -> None:
    """Ends it while it records one chapter and is told the next, and every process below it ends, too."""
    wait_until(lambda: "beneficiary: " in running.said or running.process.poll() is not None)
    below = running.children()
    assert any("demo.ahead" in process.command for process in below), running.said
    end()
    wait_until(lambda: not any(process.runs() for process in below))


def figures(said: str) -> dict[str, tuple[int, ...]]:
    """By project, what the command counted: people, enterprises, livelihoods and forums."""
    lines = re.findall(r"^(JPN\S+): (.*)$", said, re.MULTILINE)
    return {project: tuple(int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", line)) for project, line in lines}


def composed(door: Door, project: str) -> tuple[int, ...]:
    """The same as the gateway composes it of three services."""
    answer = door.results(project)
    assert answer.status_code == 200, answer.text
    lines = ("people_reached", "enterprises_supported", "livelihoods_supported", "forums_established")
    return tuple(answer.json()[line]["total"] for line in lines)
