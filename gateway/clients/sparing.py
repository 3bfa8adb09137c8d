"""What a service is spared, wherever it runs: more calls than it can take, calls while it fails, and being asked again
and again.

What is not asked is refused as what cannot be reached is, so that it is declared in the same way.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from time import time

from gateway.clients.breaker import Attempt, Breaker
from gateway.clients.budget import Budget
from gateway.clients.limit import Limit
from gateway.clients.upstream import Answer, Call, Transport, unreachable
from gateway.clients.urgency import URGENCY, Urgency
from shared.callers import Service
from shared.errors import Busy, Unavailable

_ITS_STATE = {"too-slow", "database-unavailable"}
"""Refusals by which a service says that it cannot work; other ones say that writes met, and are nothing unusual."""


class Sparing:
    """A transport that spares what is behind another one."""

    def __init__(self, service: Service, transport: Transport) -> None:
        self.service = service
        self.limit = Limit()
        self.breaker = Breaker()
        self.budget = Budget()
        self._transport = transport

    async def send(self, call: Call) -> Answer:
        urgency = URGENCY.get()
        if urgency is Urgency.ALWAYS:
            return await self._transport.send(call)
        if not await self.limit.take(urgency, call.deadline):
            raise busy(self.service)
        try:
            return self._leaving(await self._let_through(call))
        except BaseException:
            self.limit.leave()
            raise

    async def close(self) -> None:
        await self._transport.close()

    async def _let_through(self, call: Call) -> Answer:
        attempt = await self.breaker.admit()
        if attempt is None:
            raise unreachable(self.service)
        try:
            answer = await self._sent(call)
            if answer.status == 503:
                return await _judged(answer, attempt)
        except Unavailable:
            attempt.failed()
            raise
        except BaseException:
            attempt.left()
            raise
        attempt.succeeded()
        return replace(answer, body=_followed(answer.body, attempt))

    async def _sent(self, call: Call) -> Answer:
        """Send it, and once more where that does no harm and is within the budget."""
        self.budget.earn()
        try:
            return await self._transport.send(call)
        except Unavailable:
            if not call.repeatable or call.deadline <= time() or not self.budget.spend():
                raise
            return await self._transport.send(call)

    def _leaving(self, answer: Answer) -> Answer:
        """The same answer, which gives its place free when it is closed."""
        left = False

        async def close() -> None:
            nonlocal left
            try:
                await answer.close()
            finally:
                if not left:
                    left = True
                    self.limit.leave()

        return replace(answer, close=close)


def busy(service: Service) -> Busy:
    return Busy("service-busy", "The service has too much to do: {service}.", service=service, retry_after=2)


async def _judged(answer: Answer, attempt: Attempt) -> Answer:
    """A refusal, read whole to know whether it is the service's state."""
    content = await answer.read()
    try:
        fails = json.loads(content)["type"].removeprefix("/problems/") in _ITS_STATE
    except (ValueError, KeyError, TypeError, AttributeError):
        fails = True  # whoever said this is not the service
    (attempt.failed if fails else attempt.succeeded)()
    return replace(answer, body=_at_once(content), close=_nothing)


async def _followed(body: AsyncIterator[bytes], attempt: Attempt) -> AsyncIterator[bytes]:
    """The same, and it counts if it breaks off."""
    try:
        async for chunk in body:
            yield chunk
    except Unavailable:
        attempt.failed()
        raise


async def _at_once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _nothing() -> None:
    """It is closed already."""
