"""The moment that every service offers."""

from datetime import datetime

from pydantic import BaseModel

from gateway.clients.asking import ask
from gateway.clients.upstream import Upstream
from shared.mandate import Mandate


class Moment(BaseModel):
    at: datetime


async def fix(upstream: Upstream, mandate: Mandate) -> datetime:
    """A moment before which nothing can be recorded any more in this service."""
    return (await ask(upstream, mandate, "POST", "/moments", Moment, safe=True)).at
