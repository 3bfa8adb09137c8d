"""What stands between two parts of a platform: a proxy that counts what passes, and spoils it as it is told.

with between() as proxies:
    grants = proxies.http("127.0.0.1", 8002)
    grants.fault = Fault.CUT

It runs in a thread of its own, so that whoever starts or stops the parts may wait meanwhile.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

Given = TypeVar("Given")
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Coroutine[Any, Any, Streams]]

_SOON = 0.001
_PIECE = 64 * 1024


class Fault(StrEnum):
    """What becomes of what passes."""

    NONE = "none"
    DELAY = "delay"
    """It comes, some time later."""
    DROP = "drop"
    """It never comes; when that is over, the connections on which something was lost are closed."""
    CUT = "cut"
    """The connection breaks in the middle of an answer."""
    REFUSE = "refuse"
    """The connection is closed at once."""
    DUPLICATE = "duplicate"
    """A request arrives twice."""


@dataclass
class Proxy:
    """A socket in front of a part; `asked` counts the requests or connections that came, however they ended."""

    connect: Connect
    speaks_http: bool
    fault: Fault = Fault.NONE
    seconds: float = 0.0
    """By which what passes is delayed."""
    asked: int = 0
    port: int = 0
    _lost: set[asyncio.StreamWriter] = field(default_factory=set)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from whoever asks to whoever is asked and back."""
        self._open.add(writer)
        if not self.speaks_http or self.fault is Fault.REFUSE:
            self.asked += 1
        if self.fault is Fault.REFUSE:
            self._abort(writer)
            return
        try:
            far_reader, far_writer = await self.connect()
        except OSError:
            self.asked += self.speaks_http
            self._abort(writer)
            return
        self._open.add(far_writer)
        back = asyncio.create_task(self._answers(far_reader, writer))
        try:
            await (self._requests if self.speaks_http else self._bytes)(reader, far_writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._abort(far_writer)
            await asyncio.wait([back])
            self._abort(writer)

    async def _bytes(self, reader: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        while piece := await reader.read(_PIECE):
            if await self._passes(far):
                far.write(piece)
                await far.drain()

    async def _requests(self, reader: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            request += await reader.readexactly(_length(request))
            self.asked += 1
            if await self._passes(far):
                if self.fault is Fault.DUPLICATE:
                    await self._twin(request)
                far.write(request)
                await far.drain()

    async def _twin(self, request: bytes) -> None:
        """The same request over a connection of its own; its answer reaches nobody."""
        reader, writer = await self.connect()
        writer.write(request)
        await reader.read(_PIECE)
        self._abort(writer)

    async def _answers(self, far: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await far.read(_PIECE):
                if self.fault is Fault.CUT:
                    writer.write(piece[: len(piece) // 2])
                    await writer.drain()
                    await asyncio.sleep(_SOON)  # so that what was written is sent before the connection breaks
                    break
                if await self._passes(writer):
                    writer.write(piece)
                    await writer.drain()
        self._abort(writer)

    async def _passes(self, to: asyncio.StreamWriter) -> bool:
        if self.fault is Fault.DELAY:
            await asyncio.sleep(self.seconds)
        if self.fault is Fault.DROP:
            self._lost.add(to)
            return False
        return True

    def heal(self) -> None:
        """Let everything pass again; who waits for something that was lost is told so."""
        self.fault = Fault.NONE
        for writer in self._lost:
            self._abort(writer)
        self._lost.clear()

    def end(self) -> None:
        for writer in list(self._open):
            self._abort(writer)

    def _abort(self, writer: asyncio.StreamWriter) -> None:
        self._open.discard(writer)
        writer.transport.abort()


def _length(head: bytes) -> int:
    """The bytes of a request's body."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


class Proxies:
    """All that stands between the parts of one platform."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._servers: list[asyncio.Server] = []
        self.all: list[Proxy] = []

    def http(self, host: str, port: int) -> Proxy:
        """In front of a service that listens there, or will."""
        return self._listening(Proxy(lambda: asyncio.open_connection(host, port), speaks_http=True))

    def socket(self, path: Path) -> Proxy:
        """In front of a server at a socket in the file system."""
        return self._listening(Proxy(lambda: asyncio.open_unix_connection(path), speaks_http=False))

    def spoil(self, proxy: Proxy, fault: Fault, seconds: float = 0.0) -> None:
        """From here on; connections that are there already are no exception."""

        def begin() -> None:
            proxy.fault, proxy.seconds = fault, seconds
            if fault is Fault.REFUSE:
                proxy.end()

        self._run(_called(begin))

    def heal(self) -> None:
        for proxy in self.all:
            self._run(_called(proxy.heal))

    def end(self) -> None:
        for server in self._servers:
            self._run(_called(server.close))
        for proxy in self.all:
            self._run(_called(proxy.end))

    def _listening(self, proxy: Proxy) -> Proxy:
        server = self._run(asyncio.start_server(proxy.serve, "127.0.0.1", 0))
        proxy.port = server.sockets[0].getsockname()[1]
        self._servers.append(server)
        self.all.append(proxy)
        return proxy

    def _run(self, work: Coroutine[Any, Any, Given]) -> Given:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


async def _called(what: Callable[[], object]) -> None:
    what()


@contextmanager
def between() -> Iterator[Proxies]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxies = Proxies(loop)
    try:
        yield proxies
    finally:
        proxies.end()

        async def last() -> None:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        proxies._run(last())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
