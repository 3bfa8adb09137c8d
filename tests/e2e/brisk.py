"""A gateway that waits for services less long than it always does, so that a test need not wait longer.

Run like `nexus`. It has the planted fault that `PLANTED` names in its environment, if that names one, so that the
tests can show that they would notice.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

import main
from gateway.access import mandates
from gateway.areas import composing as areas
from gateway.clients import breaker, budget, sparing
from gateway.clients.timelines import Entries
from gateway.clients.upstream import Answer, Call
from gateway.lookups import finding
from gateway.profiles import composing
from gateway.profiles.views import Section
from gateway.timelines import composing as timelines
from shared.errors import Unavailable

PATIENCE = 9.0 if os.environ.get("NEXUS_ATTACK") == "long" else 2.0


def asks_again_and_again() -> None:
    """Repeats each call until it is told something, twice at the most, whatever the budget says."""

    async def sent(self: sparing.Sparing, call: Call) -> Answer:
        for _ in range(2):
            try:
                return await self._transport.send(call)
            except Unavailable:
                continue
        return await self._transport.send(call)

    sparing.Sparing._sent = sent  # type: ignore[method-assign]
    breaker.FAILURES = 10**9


def shows_what_is_unavailable_as_nothing() -> None:
    """Tells that somebody was given nothing where nobody could say."""
    given = composing._given

    async def hoped(*asked: Any) -> Any:
        found = await given(*asked)
        if Section.UNAVAILABLE in (status for status, _ in found.sections.values()):
            return composing.Part(dict.fromkeys(found.sections, (Section.TOLD, [])))
        return found

    composing._given = hoped  # type: ignore[assignment]


def withholds_what_is_unavailable() -> None:
    """Tells of an area as if nobody might be told what a service that is away knows."""
    told = areas.or_none

    async def hoped(asking: Any) -> Any:
        found = await told(asking)
        return {} if found is None else found

    areas.or_none = hoped


def ends_without_what_is_unavailable() -> None:
    """Tells a timeline as if a service that is away had nothing more to tell."""
    told = timelines.or_none

    async def hoped(asking: Any) -> Any:
        found = await told(asking)
        return Entries(entries=[], more=False) if found is None else found

    timelines.or_none = hoped


def never_asks_again() -> None:
    """Once it has left a service alone it does so for ever."""
    breaker.PAUSE = float("inf")


def tells_a_partner_half() -> None:
    """Answers about people without what a service that is away knows of them."""
    assistances = finding.grants.assistances

    async def hoped(*asked: Any) -> Any:
        try:
            return await assistances(*asked)
        except Unavailable:
            return []

    finding.grants.assistances = hoped


def writes_without_a_key() -> None:
    """Loses the key of each write on its way."""
    send = sparing.Sparing.send

    async def keyless(self: sparing.Sparing, call: Call) -> Answer:
        call.headers[:] = [header for header in call.headers if header[0] != b"idempotency-key"]
        return await send(self, call)

    sparing.Sparing.send = keyless  # type: ignore[method-assign]


PLANTED: Mapping[str, Callable[[], None]] = {
    plant.__name__: plant
    for plant in (
        asks_again_and_again,
        shows_what_is_unavailable_as_nothing,
        withholds_what_is_unavailable,
        ends_without_what_is_unavailable,
        never_asks_again,
        tells_a_partner_half,
        writes_without_a_key,
    )
}

if __name__ == "__main__":
    mandates.PATIENCE = PATIENCE
    if planted := os.environ.get("PLANTED"):
        PLANTED[planted]()
    assert budget.CALLS_FOR_ONE == 10
    main.cli()
