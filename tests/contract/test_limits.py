"""The limits that operators are told of are those of the code."""

import re
from pathlib import Path

from gateway.access import mandates
from gateway.lookups import views as lookups
from shared import connections, edge, idempotency, lists, pages, write
from shared.database import ENDING
from shared.events import routes as events

TABLE = Path(__file__).parents[2] / "docs" / "operations.md"
ROW = re.compile(r"\| ([^|]+) \| ([0-9]+) (bytes|s|characters|records|people|events) \| ([^|]+) \|")

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
}


def test_the_limits_that_are_written_down_are_those_of_the_code() -> None:
    written = {name: int(value) for name, value, _, _ in ROW.findall(TABLE.read_text("utf-8"))}
    assert written == LIMITS
