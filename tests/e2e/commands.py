"""The command line as people drive it: each command a process of its own, over a var folder of its own.

with Background(var, "run") as nexus:
    nexus.wait_for("Try it:")
    assert nexus.interrupt() == 0
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from embedded.instance import free_port

REPOSITORY = Path(__file__).parents[2]
NEXUS = Path(sys.executable).with_name("nexus")
PATIENCE = 90.0
"""Seconds until a test gives up on a machine that is busy with others."""

_OURS = ("NEXUS_", "GATEWAY_", "BENEFICIARY_", "GRANTS_", "FORUMS_", "OTEL_")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+")


def environment(var: Path, **more: str) -> dict[str, str]:
    """This process's environment with a var folder, and nothing else that Nexus would heed but `more`."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**rest, "NEXUS_VAR": str(var), "COLUMNS": "160", **more}


def nexus(var: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [NEXUS, *arguments],
        cwd=REPOSITORY,
        env=environment(var, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def unused_port() -> int:
    """A port that nobody listens on now."""
    with free_port(0) as listener:
        port: int = listener.getsockname()[1]
        return port


class Background:
    """A command that runs until it is told to stop; what it prints goes to a file."""

    def __init__(self, var: Path, *arguments: str, program: Sequence[str | Path] = (NEXUS,), **more: str) -> None:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.var = var
        self.output = var.with_name(f"{var.name}.{'-'.join(arguments[:2])}.{time.monotonic_ns()}.out")
        with open(self.output, "wb") as file:
            self.process = subprocess.Popen(
                [*program, *arguments],
                cwd=REPOSITORY,
                env=environment(var, **more),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text("utf-8")

    def wait_for(self, words: str) -> str:
        """What it printed, as soon as that has these words in it; fails when it ends without having said them."""
        wait_until(lambda: words in self.said or self.process.poll() is not None)
        assert words in self.said, self.said
        return self.said

    def address(self) -> str:
        """Where the platform answers, as soon as it says so; its last words are said before."""
        found = _ADDRESS.findall(self.wait_for("--partner"))
        wait_until(lambda: (self.var / "address").exists() or self.process.poll() is not None)
        return str(found[-1])

    def interrupt(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, or another polite end; gives the exit status."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """What no process survives or can prepare for."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def children(self) -> list["Process"]:
        """The processes below this one, at any depth."""
        return list(_below(self.process.pid))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.interrupt()


def wait_until(happened: Callable[[], bool], every: float = 0.02) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "waited for in vain"
        time.sleep(every)


def forget(var: Path) -> None:
    """Remove a var folder, and what root keeps of it elsewhere."""
    note = var / "postgres" / "place"
    if note.exists():
        shutil.rmtree(note.read_text("utf-8").strip(), ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


# --- processes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Process:
    """A process, told from a later one of the same number by when it began."""

    pid: int
    began: str
    parent: int = field(compare=False)
    command: str = field(compare=False)

    def runs(self) -> bool:
        return self in _processes()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def _below(pid: int) -> Iterator[Process]:
    everything = list(_processes())
    pending = [pid]
    while pending:
        parent = pending.pop()
        for process in everything:
            if process.parent == parent:
                yield process
                pending.append(process.pid)


def _processes() -> Iterator[Process]:
    """Every process that has not ended, whether or not somebody has buried those that have."""
    if not Path("/proc/self/stat").exists():
        form = "pid=,ppid=,stat=,lstart=,command="
        for line in subprocess.check_output(["/bin/ps", "-axww", "-o", form], text=True).splitlines():
            pid, parent, state, *rest = line.split(None, 8)
            if not state.startswith("Z"):
                yield Process(int(pid), " ".join(rest[:5]), int(parent), rest[5] if len(rest) > 5 else "")
        return
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, parent, *rest = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue  # ended meanwhile
            if state != "Z":
                yield Process(int(folder.name), rest[17], int(parent), command)
