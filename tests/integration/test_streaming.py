"""A large answer passes the door in pieces: it is never held as a whole, and nobody works for a reader who left."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from time import time

import pytest
import uvicorn
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from commandline.serving import SERVING
from gateway.clients.http import OverHttp
from gateway.clients.inprocess import InProcess
from gateway.clients.sparing import Sparing
from gateway.clients.upstream import Call, Transport
from gateway.passage import Passed
from shared.callers import Service
from shared.deadlines import TAKING
from shared.edge import Edge
from shared.guard import Guard
from shared.languages import SHARED, tongues
from shared.watching.watch import Watch

PIECE = bytes(100 * 1024)
PIECES = 1000
LONG = 60.0
"""Seconds that an answer may take in these tests, so that no deadline ends what they are about."""
UNDER_WAY = 24 * 1024 * 1024
"""Bytes that two connections of the kernel's and two programs hold between a spring and its reader, at the most."""


@dataclass
class Spring:
    """A service whose answer has a hundred megabytes, and stops for a while after some of them if told to."""

    pours: int = 0
    dries_after: int | None = None
    dried: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await StreamingResponse(self._pieces())(scope, receive, send)
        finally:
            self.left.set()

    async def _pieces(self) -> AsyncIterator[bytes]:
        for _ in range(PIECES):
            await asyncio.sleep(0)  # as one does that reads from a database
            self.pours += 1
            yield PIECE
            if self.pours == self.dries_after:
                self.dried.set()
                await asyncio.sleep(LONG)

    async def at_rest(self) -> int:
        """How much has been poured, once no more is."""
        before = -1
        while before != self.pours:
            before = self.pours
            await asyncio.sleep(0.5)
        return before * len(PIECE)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """The port of a socket behind which the application is."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", **SERVING))
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - nothing else tells it
            await asyncio.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.force_exit = server.should_exit = True
        await serving


Open = Callable[[Spring], Awaitable[int]]


@pytest.fixture(params=["in process", "over HTTP"])
async def door(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Opens a door in front of a spring; gives the port where the door is."""
    async with AsyncExitStack() as stack:

        async def opened(spring: Spring) -> int:
            transport: Transport = InProcess(Service.GRANTS, spring)
            if request.param == "over HTTP":
                transport = OverHttp(
                    Service.GRANTS, f"http://127.0.0.1:{await stack.enter_async_context(served(spring))}"
                )
                stack.push_async_callback(transport.close)

            async def passing(scope: Scope, receive: Receive, send: Send) -> None:
                while (await receive()).get("more_body"):
                    pass
                answer = await transport.send(Call("GET", "/all", b"", [], b"", time() + LONG))
                await Passed(answer, "/all", "/all")(scope, receive, send)

            return await stack.enter_async_context(served(Edge(passing, watch=Watch("door"), tongues=tongues(SHARED))))

        yield opened


async def asked(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which the answer has begun to come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=len(PIECE))
    writer.write(b"GET / HTTP/1.1\r\nhost: door\r\nconnection: close\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    await reader.readexactly(len(PIECE))
    return reader, writer


async def test_for_a_reader_that_stops_no_more_is_fetched_than_is_under_way(door: Open) -> None:
    spring = Spring()
    reader, writer = await asked(await door(spring))
    held = await spring.at_rest()
    assert len(PIECE) <= held < UNDER_WAY
    taken = len(PIECE)
    while piece := await reader.read(1024 * 1024):
        taken += len(piece)
        assert spring.pours * len(PIECE) - taken < UNDER_WAY
    assert taken >= PIECES * len(PIECE)
    writer.close()


async def test_when_a_reader_leaves_the_service_stops(door: Open) -> None:
    spring = Spring()
    _, writer = await asked(await door(spring))
    writer.transport.abort()
    async with asyncio.timeout(LONG / 2):
        await spring.left.wait()
    assert spring.pours < PIECES


async def test_when_a_reader_leaves_while_the_service_is_silent_the_service_stops(door: Open) -> None:
    spring = Spring(dries_after=3)
    _, writer = await asked(await door(spring))
    await spring.dried.wait()
    writer.transport.abort()
    async with asyncio.timeout(LONG / 2):
        await spring.left.wait()


@pytest.mark.parametrize("carried", ["in process", "over HTTP"])
async def test_an_answer_that_began_in_time_comes_whole_to_whoever_takes_it_slowly(carried: str) -> None:
    spring, deadline = Spring(), time() + 1

    async def anybody(scope: Scope) -> float:
        return deadline

    guarded = Guard(spring, admit=anybody)
    async with AsyncExitStack() as stack:
        inner: Transport = InProcess(Service.GRANTS, guarded)
        if carried == "over HTTP":
            port = await stack.enter_async_context(served(guarded))
            inner = OverHttp(Service.GRANTS, f"http://127.0.0.1:{port}")
        transport = Sparing(Service.GRANTS, inner)
        stack.push_async_callback(transport.close)
        answer = await transport.send(Call("GET", "/all", b"", [], b"", deadline, passed_on=True))
        taken = 0
        async for piece in answer.body:
            if not taken:
                await asyncio.sleep(1.5)
            taken += len(piece)
        await answer.close()
    assert taken == PIECES * len(PIECE)


def test_who_takes_too_long_over_an_answer_is_no_failure_of_the_service() -> None:
    assert Call("GET", "/all", b"", [], b"", time() - TAKING / 2, passed_on=True).left() > 0
    assert Call("GET", "/all", b"", [], b"", time() - 1).left() < 0
    with pytest.raises(TimeoutError):
        Call("GET", "/all", b"", [], b"", time() - TAKING, passed_on=True).left()
