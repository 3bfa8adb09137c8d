"""What one connection may keep waiting, and for how long; every bound exactly at it and one over."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from commandline.serving import SERVING
from shared import connections
from shared.connections import LARGEST_HEAD

SHORT = 0.4
"""Seconds instead of those that people wait."""
LARGE = 8 * 1024 * 1024
"""More than the system holds for a reader with a small window."""
PLAIN = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    """As much as is asked for, in one piece or, asked by POST, in many."""
    size, many = int(scope["query_string"] or 0), scope["method"] == "POST"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
    for _ in range(size // 65536 if many else 0):
        await send({"type": "http.response.body", "body": bytes(65536), "more_body": True})
    await send({"type": "http.response.body", "body": b"" if many else bytes(size)})


class Place:
    """A server, with how many connections it has."""

    def __init__(self, server: uvicorn.Server) -> None:
        self.server = server
        self.port: int = server.servers[0].sockets[0].getsockname()[1]

    @property
    def connections(self) -> int:
        return len(self.server.server_state.connections)

    @property
    def tasks(self) -> int:
        return len(self.server.server_state.tasks)

    async def connect(self) -> Streams:
        """Somebody with a small window."""
        mine = socket.socket()
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        mine.setblocking(False)
        await asyncio.get_running_loop().sock_connect(mine, ("127.0.0.1", self.port))
        return await asyncio.open_connection(sock=mine)

    async def ask(self, sent: bytes) -> tuple[int, bytes]:
        """Send something and read one answer."""
        async with asked(self, sent) as (reader, _):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            return int(head.split()[1]), await reader.readexactly(length)


@asynccontextmanager
async def asked(place: Place, sent: bytes) -> AsyncIterator[Streams]:
    reader, writer = await place.connect()
    try:
        writer.write(sent)
        yield reader, writer
    finally:
        writer.transport.abort()


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    server = uvicorn.Server(uvicorn.Config(answering, port=0, lifespan="off", **SERVING))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - nothing else tells it
        await asyncio.sleep(0.01)
    yield Place(server)
    server.force_exit = server.should_exit = True
    await serving


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LONGEST_HEAD", SHORT)
    monkeypatch.setattr(connections, "SLOWEST_READER", SHORT)


async def left(place: Place) -> None:
    """Return when the server has no connection and nothing to do any more."""
    async with asyncio.timeout(10):
        while place.connections or place.tasks:  # noqa: ASYNC110 - nothing else tells it
            await asyncio.sleep(0.02)


def with_head(size: int, *, target: bytes = b"/", many: bool = False) -> bytes:
    """A request whose address and headers have so many bytes."""
    left = size - len(target) - len(b"host") - len(b"here")
    headers = [(b"host", b"here")]
    while many and left > 300:
        headers.append((b"x-%04d" % len(headers), b"a" * 94))
        left -= 100
    headers.append((b"x", b"a" * (left - 1)))
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    return b"GET " + target + b" HTTP/1.1\r\n" + lines + b"\r\n"


@pytest.mark.parametrize("many", [False, True])
async def test_headers_are_taken_up_to_their_bound_and_refused_one_byte_over_it(place: Place, many: bool) -> None:
    assert (await place.ask(with_head(LARGEST_HEAD, many=many)))[0] == 200
    status, body = await place.ask(with_head(LARGEST_HEAD + 1, many=many))
    assert_problem(status, body, 431, "head-too-large")


async def test_an_address_counts_as_the_headers_do(place: Place) -> None:
    address = b"/" + b"a" * (LARGEST_HEAD - 1000)
    assert (await place.ask(with_head(LARGEST_HEAD, target=address)))[0] == 200
    status, body = await place.ask(with_head(LARGEST_HEAD + 1, target=address))
    assert_problem(status, body, 431, "head-too-large")


@pytest.mark.parametrize("begun", [b"GET /", b"GET / HTTP/1.1\r\nx: ", b"GET / HTTP/1.1\r\n"])
async def test_a_head_without_end_is_refused_before_it_fills_the_memory(place: Place, begun: bytes) -> None:
    piece = b"a: b\r\n" * 1000 if begun.endswith(b"\n") else b"a" * 6000
    async with asked(place, begun) as (reader, writer):
        for _ in range(200):
            writer.write(piece)
            await asyncio.sleep(0)
            if reader.at_eof() or place.connections == 0:
                break
        await left(place)


async def test_what_is_no_request_is_refused_as_a_problem(place: Place) -> None:
    for sent in (b"\x16\x03\x01 hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nno header\r\n\r\n"):
        assert_problem(*await place.ask(sent), 400, "unreadable-request")
    await left(place)


def assert_problem(status: int, body: bytes, expected: int, kind: str) -> None:
    problem: dict[str, Any] = json.loads(body)
    assert (status, problem["status"], problem["type"]) == (expected, expected, f"/problems/{kind}")
    assert problem["errors"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "sent",
    [b"", b"GET", b"GET / HTTP/1.1\r\nhost: h", b"\r\n", PLAIN + b"GET", PLAIN + b"\r\n"],
    ids=["nothing", "half a line", "half the headers", "a blank", "half of a second", "a blank after the first"],
)
async def test_who_does_not_get_on_with_asking_is_left(place: Place, sent: bytes) -> None:
    async with asked(place, sent):
        await seen(place)
        await left(place)


@pytest.mark.usefixtures("impatient")
async def test_bytes_that_drip_in_keep_no_connection_open(place: Place) -> None:
    for begun, drip in ((b"GET / HTTP/1.1\r\n", b"a"), (PLAIN, b"\r\n")):
        async with asked(place, begun) as (_, writer):
            until = time.monotonic() + 20 * SHORT
            while not writer.is_closing() and time.monotonic() < until:
                writer.write(drip)
                await asyncio.sleep(SHORT / 10)
                if place.connections == 0:
                    break
            assert place.connections == 0
            assert time.monotonic() < until


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("method", [b"GET", b"POST"])
@pytest.mark.parametrize("more", [b"", b"connection: close\r\n"])
async def test_who_does_not_read_an_answer_is_left_and_so_is_the_work_for_it(
    place: Place, method: bytes, more: bytes
) -> None:
    async with asked(place, method + b" /?%d HTTP/1.1\r\nhost: here\r\n" % LARGE + more + b"\r\n"):
        await seen(place)
        await left(place)


@pytest.mark.usefixtures("impatient")
async def test_who_reads_slowly_and_steadily_gets_the_whole_answer(place: Place) -> None:
    read = 0
    async with asked(place, b"POST /?%d HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n" % LARGE) as (reader, _):
        begun = time.monotonic()
        while piece := await reader.read(LARGE // 20):
            read += len(piece)
            if time.monotonic() - begun < 3 * SHORT:
                await asyncio.sleep(SHORT / 20)
    assert read > LARGE


async def seen(place: Place) -> None:
    async with asyncio.timeout(5):
        while not place.connections:  # noqa: ASYNC110 - nothing else tells it
            await asyncio.sleep(0.01)
