"""The limits that operators are told of are those of the code."""

import re
from pathlib import Path

from gateway.access import mandates
from gateway.clients import breaker, limit
from gateway.clients.urgency import Urgency
from gateway.lookups import views as lookups
from shared import connections, edge, idempotency, lists, pages, write
from shared.database import ENDING
from shared.events import routes as events

TABLE = Path(__file__).parents[2] / "docs" / "operations.md"
ROW = re.compile(r"\| ([^|]+) \| ([0-9]+) (bytes|s|characters|records|people|events|calls) \| ([^|]+) \|")

LIMITS = {
    "address and headers": connections.LARGEST_HEAD,
    "time for the address and the headers to arrive": connections.LONGEST_HEAD,
    "body": edge.LARGEST_BODY,
    "time for the body to arrive": edge.LONGEST_BODY,
    "time for a reader to take what is ready for it": connections.SLOWEST_READER,
    "time that the services have for one request": mandates.PATIENCE,
    "time that a write may last": write.LONGEST,
    "time that any statement may last": int(ENDING["statement_timeout"].removesuffix("s")),
    "`Idempotency-Key`": idempotency.LONGEST,
    "records in one page of a list": pages.LONGEST,
    "records that are counted": lists.MOST_COUNTED,
    "people in one lookup": lookups.MOST,
    "events in one answer": events.MOST,
    "calls to one service at once": limit.AT_ONCE,
    "of these, for lists, counts and what is composed of many records": limit.PLACES[Urgency.MANY],
    "of these, for the gateway's own work in the background": limit.PLACES[Urgency.BACKGROUND],
    "calls that wait": limit.WAITING,
    "time that a call waits": limit.PATIENCE,
    "calls of the last 10 s that fail until no more are made, if they are half of all": breaker.FAILURES,
    "time until one call asks whether the service is back": breaker.PAUSE,
}


def test_the_limits_that_are_written_down_are_those_of_the_code() -> None:
    written = {name: int(value) for name, value, _, _ in ROW.findall(TABLE.read_text("utf-8"))}
    assert written == LIMITS
