"""Clients that leave in the middle, read nothing or never finish asking keep nothing: fifty of each kind at once."""

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest
from asking import Door
from commands import Background, forget, unused_port, wait_until

from shared.callers import Role

OF_EACH = 200 if os.environ.get("NEXUS_ATTACK") == "long" else 50
GROWN = 64 * 1024 * 1024
"""Bytes that the process may have grown by; the answers that nobody reads would take several times as many."""
IMPATIENT = (sys.executable, Path(__file__).with_name("impatient.py"))
LARGE = "/docs/swagger-ui-bundle.js"
PERSON = '{"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": "IQG15Q08"}'.encode()
HELD = (
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    " AND state <> 'idle' AND state_change < now() - interval '1 second'"
)
"""Connections with something under way that nobody waits for any more."""


@pytest.fixture
def running(tmp_path: Path, migrated: dict[str, str]) -> Iterator[Background]:
    var = tmp_path / "var"
    urls = {f"{application.upper()}_DATABASE_URL": url for application, url in migrated.items()}
    with Background(var, "run", "--port", str(unused_port()), program=IMPATIENT, **urls) as nexus:
        nexus.address()
        yield nexus
    forget(var)


class Clients:
    """Sockets to one door, closed together."""

    def __init__(self, door: Door, token: str) -> None:
        self.place = urlsplit(door.address)
        self.token = token
        self.sockets = ExitStack()

    def send(self, sent: bytes, *, window: int | None = None) -> socket.socket:
        client = self.sockets.enter_context(socket.socket())
        if window is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.settimeout(30)
        client.connect((self.place.hostname, self.place.port))
        client.sendall(sent)
        return client

    def request(self, method: str, path: str, body: bytes = b"", *, length: int | None = None) -> bytes:
        stated = f"content-type: application/json\r\ncontent-length: {len(body) if length is None else length}\r\n"
        return (
            f"{method} {path} HTTP/1.1\r\nhost: door\r\nauthorization: Bearer {self.token}\r\n"
            f"{stated if method == 'POST' else ''}\r\n".encode()
            + body
        )

    def reset(self, client: socket.socket) -> None:
        """Leave as a phone does that has lost its network."""
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()


def leave_in_the_middle(clients: Clients) -> None:
    """While a large answer comes, while a list is read, and while a person is registered."""
    asked = [clients.request("GET", LARGE) * 4, clients.request("GET", "/v1/people?limit=200")]
    asked.append(clients.request("POST", "/v1/people", PERSON))
    for number in range(OF_EACH):
        client = clients.send(asked[number % 3], window=4096)
        if number % 3 == 0:
            client.recv(1000)
        clients.reset(client)


def never_read(clients: Clients) -> None:
    for _ in range(OF_EACH):
        clients.send(clients.request("GET", LARGE) * 20, window=4096)


def never_finish_a_body(clients: Clients) -> None:
    for _ in range(OF_EACH):
        clients.send(clients.request("POST", "/v1/people", PERSON[:20], length=len(PERSON)))


def never_finish_a_head(clients: Clients) -> None:
    for number in range(OF_EACH):
        clients.send(clients.request("GET", "/v1/me")[: number * 2])


def connected(process: psutil.Process, port: int) -> int:
    """How many connections there are to a port, as the process that listens sees it."""
    return sum(
        1
        for each in process.net_connections("tcp")
        if each.laddr.port == port and each.status not in {psutil.CONN_LISTEN, psutil.CONN_NONE}
    )


async def test_fifty_of_each_kind_at_once_and_then_a_request_like_any_other(
    running: Background, migrated: dict[str, str]
) -> None:
    door = Door.of(running.address(), running.var)
    caseworker = door.staff(Role.CASEWORKER)
    process = psutil.Process(running.process.pid)
    clients = Clients(door, caseworker.headers()["authorization"].removeprefix("Bearer "))
    port = clients.place.port
    assert port is not None
    # What the process takes once and keeps, such as the file that is asked for, it has taken before.
    for _ in range(3):
        assert door.get(LARGE).status_code == 200
        assert caseworker.get("/v1/people").status_code == 200
    before = process.memory_info().rss
    with clients.sockets:
        for kind in (never_read, never_finish_a_body, never_finish_a_head):
            kind(clients)
        wait_until(lambda: connected(process, port) > 2 * OF_EACH)  # they are there at once
        leave_in_the_middle(clients)
        assert caseworker.get("/v1/people").status_code == 200, "nobody keeps others from asking meanwhile"
        wait_until(lambda: connected(process, port) <= 1, every=0.2)  # the one that our own client keeps
        assert caseworker.post("/v1/people", {"given_native": "زينب", "sex": "female"}).status_code == 422
        assert process.memory_info().rss - before < GROWN
    for url in migrated.values():
        connection = await asyncpg.connect(url)
        assert await connection.fetchval(HELD) == 0
        await connection.close()
    assert "Traceback" not in running.said
