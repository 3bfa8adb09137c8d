"""Composing an area for staff: every service that their roles open anything of is asked once, as of one moment."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from time import time
from typing import Any

from pydantic import BaseModel

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.answers.moments import chosen, or_none
from gateway.areas.views import AreaProfileView, AreaQuarterView, AreaSection, AreaSectionView, WithheldReason
from gateway.clients import areas
from gateway.clients.upstream import Upstream, Upstreams, none_reachable
from gateway.profiles.views import Section
from shared.callers import DatasetName, Service
from shared.days import day_of, last_quarters
from shared.mandate import Mandate
from shared.places import Place

TOLD: Mapping[AreaSection, tuple[Service, frozenset[DatasetName]]] = {
    AreaSection.PEOPLE: (Service.BENEFICIARY, frozenset({DatasetName.PEOPLE})),
    AreaSection.ACTIVITIES: (Service.BENEFICIARY, frozenset({DatasetName.ACTIVITIES, DatasetName.ATTENDANCES})),
    AreaSection.GRANTS: (
        Service.GRANTS,
        frozenset({DatasetName.AWARDS, DatasetName.ASSISTANCES, DatasetName.PAYMENTS}),
    ),
    AreaSection.JOBS: (Service.GRANTS, frozenset({DatasetName.EMPLOYMENTS})),
    AreaSection.FORUMS: (Service.FORUMS, frozenset({DatasetName.INDICATORS})),
}
"""Who tells a section to staff, and of which datasets it is: all of them have to be opened."""


async def compose(
    upstreams: Upstreams, caller: Caller, area: Place, as_of: datetime | None, request_id: str
) -> AreaProfileView:
    """What the caller may see of an area, now or as of an earlier moment.

    Raises Forbidden for an area outside the caller's own, Invalid for a moment that is still to come, and Unavailable
    where none of the services can be reached.
    """
    mandate = partial(mandates.for_staff, caller, request_id=request_id, deadline=time() + mandates.PATIENCE)
    opened = [section for section, (service, datasets) in TOLD.items() if datasets <= mandate(service).datasets.keys()]
    asked = list(dict.fromkeys(TOLD[section][0] for section in opened))
    mandate(asked[0]).require_place(area.pcode, "pcode")
    if as_of is None:
        # A service that hangs takes half of the time, so that the others can still answer.
        soon = partial(mandate, deadline=time() + mandates.PATIENCE / 2)
        as_of = await chosen({service: upstreams[service] for service in asked}, soon)
    parts = await asyncio.gather(
        *(or_none(_ASKING[service](upstreams[service], mandate(service, as_of=as_of), area.pcode)) for service in asked)
    )
    answers = dict(zip(asked, parts, strict=True))
    missing = sorted(service.value for service, answer in answers.items() if answer is None)
    if len(missing) == len(asked):
        raise none_reachable()
    told = {section: (answers.get(service) or {}).get(section) for section, (service, _) in TOLD.items()}
    return AreaProfileView(
        **described(area, as_of),
        status="partial" if missing else "complete",
        missing=missing,
        sections=[
            _became(section, part, away=section in opened and TOLD[section][0].value in missing)
            for section, part in told.items()
        ],
        **{section.value: part for section, part in told.items()},
    )


def _became(section: AreaSection, part: BaseModel | None, *, away: bool) -> AreaSectionView:
    if away:
        return AreaSectionView(section=section, status=Section.UNAVAILABLE, reason=None)
    if part is None:
        return AreaSectionView(section=section, status=Section.WITHHELD, reason=WithheldReason.NOT_IN_ROLE)
    return AreaSectionView(section=section, status=Section.TOLD, reason=None)


Parts = Mapping[AreaSection, BaseModel | None]


async def _lived(upstream: Upstream, mandate: Mandate, pcode: str) -> Parts:
    found = await areas.lived(upstream, mandate, pcode)
    return {AreaSection.PEOPLE: found.people, AreaSection.ACTIVITIES: found.activities}


async def _granted(upstream: Upstream, mandate: Mandate, pcode: str) -> Parts:
    found = await areas.granted(upstream, mandate, pcode)
    return {AreaSection.GRANTS: found.grants, AreaSection.JOBS: found.jobs}


async def _worked(upstream: Upstream, mandate: Mandate, pcode: str) -> Parts:
    return {AreaSection.FORUMS: await areas.worked(upstream, mandate, pcode)}


_ASKING: Mapping[Service, Callable[[Upstream, Mandate, str], Awaitable[Parts]]] = {
    Service.BENEFICIARY: _lived,
    Service.GRANTS: _granted,
    Service.FORUMS: _worked,
}


def described(area: Place, as_of: datetime) -> dict[str, Any]:
    """Which area it is, and as of when."""
    quarters = [AreaQuarterView(since=since, until=until) for since, until in last_quarters(day_of(as_of))]
    names = {"pcode": area.pcode, "name": area.name_en, "level": int(area.level)}
    return {**names, "as_of": as_of.astimezone(UTC), "quarters": quarters}
