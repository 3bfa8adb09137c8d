"""The way to a service in another process, spared as the gateway does it, against servers that fail on real sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from time import time

import pytest

from gateway.clients.breaker import Breaker
from gateway.clients.budget import Budget
from gateway.clients.http import OverHttp
from gateway.clients.sparing import Sparing
from gateway.clients.upstream import Call
from shared.callers import DatasetName, Service
from shared.disclosure import HEADER, Disclosed
from shared.errors import Unavailable

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]


class Fickle:
    """A server that hangs up on the first so many requests after it has read them, and answers the others."""

    def __init__(self, hangs_up: int) -> None:
        self.asked: list[bytes] = []
        self._left = hangs_up

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.asked.append(head)
                if self._left:
                    self._left -= 1
                    return
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Told: \xc3\xa4\r\n\r\nok")
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)  # type: ignore[arg-type]
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def reaching(address: str) -> AsyncIterator[Sparing]:
    """A way to a service that has been asked some hundred times before, so that some questions may be repeated."""
    transport = Sparing(Service.GRANTS, OverHttp(Service.GRANTS, address))
    for _ in range(100):
        transport.budget.earn()
    try:
        yield transport
    finally:
        await transport.close()


def call(method: str, *headers: tuple[bytes, bytes], path: str = "/awards/1", query: bytes = b"") -> Call:
    return Call(method, path, query, list(headers), b"", time() + 5)


KEYED = (b"idempotency-key", b"one")


@pytest.mark.parametrize(
    ("method", "headers", "safe", "times"),
    [
        ("GET", (), False, 2),
        ("POST", (KEYED,), False, 2),
        ("POST", (), True, 2),
        ("POST", (), False, 1),
        ("PUT", (), False, 1),
    ],
)
async def test_only_what_may_be_asked_twice_is_asked_again_when_the_service_hangs_up(
    method: str, headers: tuple[tuple[bytes, bytes], ...], safe: bool, times: int
) -> None:
    service, asked = Fickle(hangs_up=1), replace(call(method, *headers), safe=safe)
    async with listening(service.serve) as address, reaching(address) as transport:
        if times == 2:
            answer = await transport.send(asked)
            assert (answer.status, await answer.read()) == (200, b"ok")
        else:
            with pytest.raises(Unavailable):
                await transport.send(asked)
    assert len(service.asked) == times


async def test_an_answer_may_tell_of_some_thousand_people() -> None:
    told = Disclosed(dataset=DatasetName.OWNERS, fields=("id",), people=tuple(range(10_000_000, 10_004_000)))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        header = f"{HEADER}: {told.model_dump_json()}"
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{header}\r\n\r\nok".encode())
        writer.close()

    async with listening(serve) as address, reaching(address) as transport:
        answer = await transport.send(call("GET"))
        assert (answer.disclosed, await answer.read()) == (told, b"ok")


async def test_a_service_in_trouble_is_not_asked_twice_as_often() -> None:
    service = Fickle(hangs_up=10_000)
    async with listening(service.serve) as address, reaching(address) as transport:
        transport.budget = Budget()
        for _ in range(100):
            transport.breaker = Breaker()  # one that never keeps anything back
            with pytest.raises(Unavailable):
                await transport.send(call("GET"))
    assert 100 < len(service.asked) <= 110


async def test_what_has_been_asked_of_nobody_yet_is_not_asked_twice() -> None:
    service = Fickle(hangs_up=1)
    async with listening(service.serve) as address, reaching(address) as transport:
        transport.budget = Budget()
        with pytest.raises(Unavailable):
            await transport.send(call("GET"))
    assert len(service.asked) == 1


async def test_what_is_sent_is_what_was_asked_and_nothing_more() -> None:
    service = Fickle(hangs_up=0)
    async with listening(service.serve) as address, reaching(address) as transport:
        answer = await transport.send(call("GET", KEYED, path="/people/1%2F2", query=b"q=%D8%A7&after=a%2Bb"))
        assert (b"x-told", b"\xc3\xa4") in answer.headers
        await answer.close()
    line, *headers = service.asked[0].decode().split("\r\n")
    assert line == "GET /people/1%2F2?q=%D8%A7&after=a%2Bb HTTP/1.1"
    assert {header.split(":")[0].lower() for header in headers if header} == {"host", "idempotency-key"}


async def test_a_service_that_says_nothing_is_given_up_at_the_deadline() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with listening(mute) as address, reaching(address) as transport:
        with pytest.raises(Unavailable):
            await transport.send(Call("POST", "/awards", b"", [], b"{}", time() + 0.2))


async def test_an_answer_that_breaks_off_is_no_answer() -> None:
    async def breaking_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.close()

    async with listening(breaking_off) as address, reaching(address) as transport:
        answer = await transport.send(call("GET"))
        with pytest.raises(Unavailable):
            await answer.read()


async def test_nobody_listening_is_told_as_unavailable() -> None:
    async with listening(Fickle(0).serve) as address:
        pass
    async with reaching(address) as transport:
        with pytest.raises(Unavailable):
            await transport.send(call("GET"))


async def test_a_reader_that_leaves_ends_the_answer() -> None:
    ended = asyncio.Event()

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
                await writer.drain()
        except OSError:
            ended.set()
        finally:
            writer.close()

    async with listening(endless) as address, reaching(address) as transport:
        answer = await transport.send(call("GET"))
        await anext(answer.body)
        await answer.close()
        await asyncio.wait_for(ended.wait(), 10)
