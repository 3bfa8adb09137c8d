"""Four processes on real sockets, one for each application, over databases of their own; and further gateways."""

import secrets
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from asking import Door, client, new_issuer
from commands import NEXUS, PATIENCE, Background, unused_port, wait_until

from shared.callers import Service

GATEWAY = "gateway"


class Platform:
    """The four processes, each to be ended and begun alone."""

    def __init__(self, folder: Path, urls: Mapping[str, str]) -> None:
        self._folder = folder
        self._programs: dict[str, tuple[Sequence[str | Path], str]] = {
            name: ((NEXUS,), name) for name in (*Service, GATEWAY)
        }
        self._ports = {name: unused_port() for name in (*Service, GATEWAY)}
        self.keys = {service: secrets.token_hex(24) for service in Service}
        issuer, jwk = new_issuer()
        self._environments: dict[str, dict[str, str]] = {
            service.value: {
                f"{service.upper()}_DATABASE_URL": urls[service],
                f"{service.upper()}_MANDATE_KEY": self.keys[service],
            }
            for service in Service
        }
        self._environments[Service.BENEFICIARY]["BENEFICIARY_DOCUMENT_KEY"] = secrets.token_hex(24)
        self._environments[GATEWAY] = {
            "GATEWAY_DATABASE_URL": urls[GATEWAY],
            "GATEWAY_SIGNING_KEY": new_issuer()[1],
            "GATEWAY_PSEUDONYM_KEY": secrets.token_hex(24),
            "GATEWAY_DEVELOPMENT_ISSUER": jwk,
            **{f"{service.upper()}_MANDATE_KEY": self.keys[service] for service in Service},
            **{f"{service.upper()}_URL": self.url(service) for service in Service},
        }
        self.processes: dict[str, Background] = {}
        self.outputs: dict[str, list[Path]] = {}
        self.door = Door(self.url(GATEWAY), issuer)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._ports[name]}"

    def environment(self, name: str) -> dict[str, str]:
        """What an application is told."""
        return self._environments[name]

    def begin(self, *names: str) -> None:
        """Begin these, and return when they can do their work."""
        for name in names:
            program, application = self._programs[name]
            port = str(self._ports[name])
            self.processes[name] = Background(
                self._folder / name, "serve", application, "--port", port, program=program, **self._environments[name]
            )
            self.outputs.setdefault(name, []).append(self.processes[name].output)
        for name in names:
            wait_until(lambda name=name: self._ready(name))  # type: ignore[misc]

    def begin_another_gateway(self, name: str, script: Path | None = None) -> Door:
        """Begin a further gateway over the same databases, by a script instead of `nexus` if one is named."""
        self._programs[name] = ((NEXUS,) if script is None else (sys.executable, script)), GATEWAY
        self._ports[name] = unused_port()
        self._environments[name] = self._environments[GATEWAY]
        self.begin(name)
        return Door(self.url(name), self.door.issuer)

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


@contextmanager
def four_processes(folder: Path, urls: Mapping[str, str]) -> Iterator[Platform]:
    platform = Platform(folder, urls)
    try:
        platform.begin(*Service, GATEWAY)
        yield platform
    finally:
        for process in platform.processes.values():
            process.process.send_signal(signal.SIGINT)
        for process in platform.processes.values():
            process.process.wait(PATIENCE)
