"""A platform under fire: four processes, two workers of the gateway, and their PostgreSQL, each to be killed.

with under_fire() as fire:
    fire.strike("grants")
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import asyncpg
import psutil
from commands import NEXUS, PATIENCE, Background, nexus, unused_port, wait_until
from four import GATEWAY, Platform

from embedded import databases, postgres, removal
from shared.callers import Service

APPLICATIONS = (*Service, GATEWAY)
POSTGRES, BACKEND = "postgres", "backend"
WORKERS = ("worker-1", "worker-2")
TARGETS = (*APPLICATIONS, *WORKERS, POSTGRES, BACKEND)
HASTY = Path(__file__).with_name("hasty.py")


class Fire:
    """What runs, and how to end any of it as no process survives."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program: tuple[str | Path, ...] = (NEXUS,)
        self._chance = Random(7)
        self._workers: dict[str, Background] = {}
        self._server = postgres.start(folder / "var" / "postgres")
        self._server.create_databases(f"fire_{name}" for name in APPLICATIONS)
        self.urls = {str(name): self._server.url(f"fire_{name}") for name in APPLICATIONS}
        named = {f"{name.upper()}_DATABASE_URL": url for name, url in self.urls.items()}
        migrated = nexus(folder / "migrating", "migrate", **named)
        assert migrated.returncode == 0, migrated.stderr
        self.platform = Platform(folder, self.urls)

    def begin(self) -> None:
        self.platform.begin(*APPLICATIONS)
        for worker in WORKERS:
            self._begin_worker(worker)

    def plant(self, script: Path) -> None:
        """Let a script with a fault in it take the place of the workers."""
        self._program = (sys.executable, script)
        for worker in WORKERS:
            self.strike(worker)

    def strike(self, target: str) -> None:
        """Kill it, and begin it again."""
        if target == POSTGRES:
            self._server.process.kill()
            assert self._server.wait(PATIENCE)
            self._server.stop()  # gives its folder free
            self._server = postgres.start(self._folder / "var" / "postgres")
        elif target == BACKEND:
            self._kill_a_backend()
        elif target in WORKERS:
            self._workers[target].kill()
            self._begin_worker(target)
        else:
            self.platform.kill(target)
            self.platform.begin(target)

    def revive(self) -> None:
        """Begin workers again that ended by themselves, having found no PostgreSQL to begin with: as containers are."""
        for name, worker in self._workers.items():
            if worker.process.poll() is not None:
                self._begin_worker(name)

    def last_words(self) -> str:
        """What the workers said last."""
        return "\n".join(f"{name}:\n{worker.said[-4000:]}" for name, worker in self._workers.items())

    def end(self) -> None:
        for process in (*self._workers.values(), *self.platform.processes.values()):
            process.kill()
        self._server.stop()

    def _begin_worker(self, name: str) -> None:
        told = ("work", GATEWAY, "--port", str(unused_port()))
        settings = self.platform.environment(GATEWAY)
        self._workers[name] = Background(self._folder / name, *told, program=self._program, **settings)

    def _kill_a_backend(self) -> None:
        """Kill a process of PostgreSQL that serves somebody: it ends all the others then, and recovers."""
        backends = list(self._backends())
        os.kill(self._chance.choice(backends), signal.SIGKILL)
        wait_until(lambda: not any(psutil.pid_exists(backend) for backend in backends))
        wait_until(self._answers)

    def _backends(self) -> Iterator[int]:
        for child in psutil.Process(self._server.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if "fire_" in " ".join(child.cmdline()):
                    yield child.pid

    def _answers(self) -> bool:
        """Whether PostgreSQL is there again; what its recovery cuts off is no answer."""
        try:
            return databases.answers(self._server.url())
        except (OSError, asyncpg.PostgresError):
            return False


@contextmanager
def under_fire() -> Iterator[Fire]:
    with tempfile.TemporaryDirectory(prefix="nexus-fire-", ignore_cleanup_errors=True) as folder:  # a short path
        os.chmod(folder, 0o755)
        fire = Fire(Path(folder))
        try:
            fire.begin()
            yield fire
        finally:
            fire.end()
            removal.remove(Path(folder) / "var")
