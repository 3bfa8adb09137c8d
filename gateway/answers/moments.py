"""The moment that an answer of several services is as of, chosen once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from gateway.clients import moments
from gateway.clients.upstream import Upstreams, none_reachable
from shared.callers import Service
from shared.errors import Unavailable
from shared.mandate import Mandate

Answer = TypeVar("Answer")


async def chosen(upstreams: Upstreams, mandate: Callable[[Service], Mandate]) -> datetime:
    """The earliest of the moments that the services which can be reached fix now."""
    fixed = await asyncio.gather(
        *(or_none(moments.fix(upstream, mandate(service))) for service, upstream in upstreams.items())
    )
    reached = [at for at in fixed if at is not None]
    if not reached:
        raise none_reachable()
    return min(reached)


async def or_none(answer: Awaitable[Answer]) -> Answer | None:
    """The answer, or nothing from a service that cannot give one; a refusal of the request itself goes on."""
    try:
        return await answer
    except Unavailable:
        return None
