"""What the gateway does beside answering: it follows the services, and tells them what happened elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.clients.upstream import Upstreams
from gateway.consequences.telling import telling
from gateway.feed.following import following


@asynccontextmanager
async def attending(url: str, upstreams: Upstreams) -> AsyncIterator[None]:
    """While this is open, over the gateway's database at `url`."""
    async with following(url, upstreams), telling(url, upstreams):
        yield
