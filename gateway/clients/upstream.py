"""One interface to a service, whether it runs in this process or another: a call goes in, an answer streams out."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from time import time
from typing import Protocol

from shared import mandate as mandates
from shared.callers import Service
from shared.deadlines import HOP, TAKING
from shared.disclosure import HEADER as DISCLOSED_HEADER
from shared.disclosure import Disclosed
from shared.edge import REQUEST_ID
from shared.errors import Unavailable
from shared.idempotency import HEADER
from shared.languages import SPOKEN
from shared.mandate import Mandate
from shared.watching.traces import Calling, Spans

Headers = list[tuple[bytes, bytes]]

_DISCLOSED = DISCLOSED_HEADER.encode()


@dataclass(frozen=True)
class Call:
    """A request to a service; `deadline` in seconds since 1970 ends it whatever happens.

    It lies a little after that of the mandate, so that a service that is too slow says so itself. What is `safe` only
    asks, whatever its method. Of a call that is `passed_on` the answer goes to whoever asked as they take it, and only
    its beginning has to be there by then.
    """

    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes
    deadline: float
    safe: bool = False
    passed_on: bool = False

    def left(self) -> float:
        """The seconds in which the next part of the answer has to come.

        Raises `TimeoutError` where whoever it is passed on to has taken too long over what came before, which is no
        fault of the service.
        """
        seconds = self.deadline - time() + (TAKING if self.passed_on else 0)
        if self.passed_on and seconds <= 0:
            raise TimeoutError
        return seconds

    @property
    def repeatable(self) -> bool:
        """Asking twice has no more effect than asking once."""
        return (
            self.safe or self.method in {"GET", "HEAD"} or any(name == b"idempotency-key" for name, _ in self.headers)
        )


@dataclass(frozen=True)
class Answer:
    """A service's answer whose body has not been read yet; whoever takes it closes it."""

    status: int
    headers: Headers
    body: AsyncIterator[bytes]
    close: Callable[[], Awaitable[None]]

    async def read(self) -> bytes:
        try:
            return b"".join([chunk async for chunk in self.body])
        finally:
            await self.close()

    @property
    def disclosed(self) -> Disclosed | None:
        """What it discloses and about whom, as the service says; nothing if it says nothing."""
        stated = next((value for name, value in self.headers if name == _DISCLOSED), None)
        return None if stated is None else Disclosed.model_validate_json(stated)


class Transport(Protocol):
    """Carries calls to one service."""

    async def send(self, call: Call) -> Answer: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Upstream:
    """A service as the gateway reaches it: how, and the key that its mandates are made with.

    With `spans` a call belongs to the trace of the request that makes it, from here to the end of the answer.
    """

    service: Service
    transport: Transport
    key: bytes
    spans: Spans | None = None

    async def send(
        self,
        mandate: Mandate,
        method: str,
        path: str,
        *,
        query: bytes = b"",
        body: bytes = b"",
        headers: Headers | None = None,
        key: str | None = None,
        safe: bool = False,
        passed_on: bool = False,
    ) -> Answer:
        """Ask the service under a mandate; without `headers` of the caller's own, in JSON and in its language.

        `key` is what the caller calls a write, so that the same one sent again happens once. A question that is put in
        a body is `safe`, and what is `passed_on` goes to the caller as it comes.
        """
        stated = [
            *(_ours() if headers is None else headers),
            *([] if key is None else [(HEADER.lower().encode(), key.encode())]),
            (mandates.HEADER.encode(), mandates.mint(mandate, self.key).encode()),
            (REQUEST_ID.encode(), mandate.request_id.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        call = Call(method, path, query, stated, body, mandate.deadline + HOP, safe, passed_on)
        if self.spans is None:
            return await self.transport.send(call)
        calling = self.spans.calling(self.service)
        stated.append(calling.header)
        try:
            answer = await self.transport.send(call)
        except BaseException as error:
            calling.ended(error)
            raise
        calling.answered(answer.status)
        return replace(answer, close=_closing(answer, calling))


def _closing(answer: Answer, calling: Calling) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        try:
            await answer.close()
        finally:
            calling.ended()

    return close


Upstreams = Mapping[Service, Upstream]
"""All of them, as the gateway holds them."""


def _ours() -> Headers:
    """What a refusal says, it says to the caller: the gateway passes it on as it comes."""
    return [(b"content-type", b"application/json"), (b"accept-language", SPOKEN.get().language.encode())]


def unreachable(service: Service) -> Unavailable:
    return Unavailable(
        "service-unavailable", "The service cannot be reached: {service}.", service=service, retry_after=5
    )


def none_reachable() -> Unavailable:
    return Unavailable("services-unavailable", "None of the services can be reached.", retry_after=5)
