"""What is measured, as four processes: each application alone, as containers run them."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import time as now
from typing import Any

from bench.running import PATIENCE, PROGRAM, Urls
from commandline import secrets
from embedded.instance import free_port
from gateway.access import mandates, tokens
from gateway.access.callers import Caller
from gateway.access.roles import PURPOSES
from shared.callers import CallerClass, Role, Service
from shared.mandate import COUNTRY, Subject, mint

GATEWAY = "gateway"


@dataclass(frozen=True)
class Apart:
    """Four processes that answer, and the keys that open them."""

    pids: Mapping[str, int]
    addresses: Mapping[str, str]
    settings: Mapping[str, str]

    def token(self, role: Role) -> str:
        """An access token of somebody with this role in the whole country."""
        issuer = tokens.Issuer.of(tokens.DEVELOPMENT, self.settings["GATEWAY_DEVELOPMENT_ISSUER"])
        return tokens.sign(issuer, f"bench-{role}", held={role.value: [COUNTRY]})

    def mandate(
        self, role: Role, service: Service, as_of: datetime | None = None, subjects: tuple[Subject, ...] = ()
    ) -> str:
        """The mandate that the gateway would send to a service for the same person."""
        caller = Caller(f"bench-{role}", CallerClass.STAFF, (role,), (COUNTRY,), PURPOSES[role][0])
        deadline = now() + mandates.PATIENCE
        stated = mandates.for_staff(
            caller, service, "bench-of-the-door", as_of=as_of, subjects=subjects, deadline=deadline
        )
        return mint(stated, self.settings[f"{service.upper()}_MANDATE_KEY"].encode())


@contextmanager
def apart(urls: Urls, through: Callable[[str, str], str] | None = None, **elsewhere: str) -> Iterator[Apart]:
    """Four processes over migrated databases; `elsewhere` names the address of a service that is not to be started.

    `through` says of a service and its address by which other one the gateway reaches it.
    """
    settings = dict(_parted(line) for line in secrets.lines(trial=True))
    settings |= {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
    started = [name for name in (*Service, GATEWAY) if name not in elsewhere]
    addresses = {**elsewhere, **{name: f"http://127.0.0.1:{_unused()}" for name in started}}
    reached = addresses if through is None else {name: through(name, at) for name, at in addresses.items()}
    settings |= {f"{name.upper()}_URL": address for name, address in reached.items() if name != GATEWAY}
    with ExitStack() as stack:
        pids = {name: stack.enter_context(_serving(name, addresses[name], settings)) for name in started}
        yield Apart(pids, addresses, settings)


@contextmanager
def _serving(name: str, address: str, settings: Mapping[str, str]) -> Iterator[int]:
    command = [PROGRAM, "serve", name, "--port", address.rpartition(":")[2]]
    process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    try:
        _wait(address, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/health/live", timeout=5)
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not start.")


def _parted(line: str) -> tuple[str, str]:
    name, _, value = line.partition("=")
    return name, value.strip("'")


def _unused() -> int:
    with free_port(0) as listener:
        port: Any = listener.getsockname()[1]
        return int(port)
