"""Four processes on real sockets, one for each application, over databases of their own; and further gateways.

They are started by the commands of docker-compose.yml, with the settings that their containers are told.
"""

import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from asking import Door, client
from commands import NEXUS, PATIENCE, Background, unused_port, wait_until
from compose import APPLICATIONS, Container, containers, environment_file

from commandline import secrets
from gateway.access import tokens
from shared.callers import Service

GATEWAY = "gateway"


class Platform:
    """The four processes, each to be ended and begun alone; all are told `more` by their environment."""

    def __init__(self, folder: Path, urls: Mapping[str, str], **more: str) -> None:
        self._folder = folder
        stated = environment_file("\n".join(secrets.lines(trial=True)))
        self._containers = {name: containers(stated)[name] for name in APPLICATIONS}
        self._programs: dict[str, tuple[Sequence[str | Path], Sequence[str]]] = {
            name: ((NEXUS,), _told(container)) for name, container in self._containers.items()
        }
        self._ports = {name: unused_port() for name in APPLICATIONS}
        self._environments = {name: self._moved(container, urls) for name, container in self._containers.items()}
        self.keys = {service: stated[f"{service.upper()}_MANDATE_KEY"] for service in Service}
        for settings in self._environments.values():
            settings.update(more)
        self.processes: dict[str, Background] = {}
        self.outputs: dict[str, list[Path]] = {}
        issuer = tokens.Issuer.of(tokens.DEVELOPMENT, stated["GATEWAY_DEVELOPMENT_ISSUER"])
        self.door = Door(self.url(GATEWAY), issuer)

    def _moved(self, container: Container, urls: Mapping[str, str]) -> dict[str, str]:
        """What a container is told, with the databases and addresses of this machine."""
        elsewhere = {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        elsewhere["GRANTS_FILES_URL"] = f"file://{self._folder / 'files'}"
        elsewhere |= {f"{name.upper()}_URL": self.url(name) for name in APPLICATIONS}
        return {name: elsewhere.get(name, value) for name, value in container.environment.items() if value}

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._ports[name]}"

    def environment(self, name: str) -> dict[str, str]:
        """What an application is told."""
        return self._environments[name]

    def begin(self, *names: str) -> None:
        """Begin these, and return when they can do their work."""
        for name in names:
            program, told = self._programs[name]
            port = str(self._ports[name])
            self.processes[name] = Background(
                self._folder / name, *told, "--port", port, program=program, **self._environments[name]
            )
            self.outputs.setdefault(name, []).append(self.processes[name].output)
        for name in names:
            wait_until(lambda name=name: self._ready(name))  # type: ignore[misc]

    def replace(self, name: str, script: Path) -> None:
        """Let a script take the place of `nexus` from the next beginning on."""
        self._programs[name] = (sys.executable, script), self._programs[name][1]

    def begin_another_gateway(self, name: str, script: Path | None = None) -> Door:
        """Begin a further gateway over the same databases, by a script instead of `nexus` if one is named."""
        told = self._programs[GATEWAY][1]
        self._programs[name] = ((NEXUS,) if script is None else (sys.executable, script)), told
        self._ports[name] = unused_port()
        self._environments[name] = self._environments[GATEWAY]
        self.begin(name)
        return Door(self.url(name), self.door.issuer)

    def begin_worker(self, of: str) -> None:
        """Begin what does the long work of an application; that of the gateway follows the services as well."""
        name = f"{of}-worker"
        self._programs[name] = ((NEXUS,), ("work", of))
        self._ports[name] = unused_port()
        self._environments[name] = self._environments[of]
        self.begin(name)

    def kill(self, *names: str) -> None:
        for name in names:
            self.processes[name].kill()

    def logs(self, name: str) -> str:
        """All that a process and those before it in its place have written."""
        return "".join(output.read_text("utf-8") for output in self.outputs[name])

    def _ready(self, name: str) -> bool:
        assert self.processes[name].process.poll() is None, self.processes[name].said
        try:
            return client().get(f"{self.url(name)}/health/ready").status_code == 200
        except httpx.TransportError:
            return False


def _told(container: Container) -> list[str]:
    """A container's command without `nexus` and where it listens: here that is another port, of this machine alone."""
    told = container.command[1:]
    return told[: told.index("--host")]


@contextmanager
def four_processes(folder: Path, urls: Mapping[str, str], **more: str) -> Iterator[Platform]:
    platform = Platform(folder, urls, **more)
    try:
        platform.begin(*Service, GATEWAY)
        yield platform
    finally:
        for process in platform.processes.values():
            process.process.send_signal(signal.SIGINT)
        for process in platform.processes.values():
            process.process.wait(PATIENCE)
