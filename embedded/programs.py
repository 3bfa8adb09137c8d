"""Running PostgreSQL's programs as the right user, and never longer than we live."""

import os
import subprocess
import sys
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from embedded.errors import StartFailed
from embedded.place import Place
from embedded.reasons import explained

LAUNCHER = Path(__file__).with_name("launcher.py")
# The rest of our environment may hold secrets, or PG* variables meant for another server.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True)
class Child:
    """A program that runs until it is told to stop; `ended` is set when it has."""

    process: subprocess.Popen[bytes]
    ended: threading.Event = field(default_factory=threading.Event)


def run(place: Place, program: str, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """What the program prints. Raises `StartFailed` with its words if it fails."""
    done = subprocess.run(  # noqa: S603 - our own programs
        _command(place, program, arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=place.folder,
        env=_environment() | (environment or {}),
        check=False,
    )
    said = done.stderr.decode(errors="replace")
    if done.returncode != 0:
        raise StartFailed(explained(f"{program} failed.", said, place.folder, place.binaries))
    return done.stdout.decode()


def spawn(place: Place, program: str, *arguments: str, log: Path) -> Child:
    """Start the program, its output going to the end of `log`.

    The parent-death signal comes when the *thread* that started the child ends, so a thread is made for the purpose.
    A session of its own keeps the terminal's Ctrl-C away: we are told, and stop the child when our work is finished.
    """
    launched: Future[Child] = Future()

    def launch_and_stay() -> None:
        try:
            with open(log, "ab", opener=_private) as output:
                process = subprocess.Popen(  # noqa: S603 - our own programs
                    _command(place, program, arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd=place.folder,
                    env=_environment(),
                    start_new_session=True,
                )
        except OSError as refusal:
            launched.set_exception(refusal)
            return
        child = Child(process)
        launched.set_result(child)
        process.wait()
        child.ended.set()

    threading.Thread(target=launch_and_stay, name=program, daemon=True).start()
    return launched.result()


def _command(place: Place, program: str, arguments: tuple[str, ...]) -> list[str]:
    uid, gid = (place.uid, place.gid) if place.stand_in else (-1, -1)
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(uid), str(gid)]
    return [*launcher, str(place.binaries / program), *arguments]


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C"} | {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
