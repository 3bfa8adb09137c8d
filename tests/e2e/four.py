"""Four processes on real sockets, one for each application, over databases of their own."""

import secrets
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
from asking import Door, client, new_issuer
from commands import PATIENCE, Background, unused_port, wait_until

from shared.callers import Service

GATEWAY = "gateway"


class Platform:
    """The four processes, each to be ended and begun alone."""

    def __init__(self, folder: Path, urls: Mapping[str, str]) -> None:
        self._folder = folder
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
            self.processes[name] = Background(
                self._folder / name, "serve", name, "--port", str(self._ports[name]), **self._environments[name]
            )
            self.outputs.setdefault(name, []).append(self.processes[name].output)
        for name in names:
            wait_until(lambda name=name: self._ready(name))  # type: ignore[misc]

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
