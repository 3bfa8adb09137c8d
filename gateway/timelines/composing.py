"""Composing a timeline: every service that the roles of the caller open anything of is asked once a page, as of one
moment."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import time
from typing import Any, Protocol

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.answers.moments import chosen, or_none
from gateway.clients import beneficiary, timelines
from gateway.clients.timelines import Entries
from gateway.clients.upstream import Upstreams, none_reachable, unreachable
from gateway.ledger.rules import Told
from gateway.profiles.views import Section
from gateway.timelines.going_on import GoingOn, gone_on
from gateway.timelines.merging import Ahead, merged
from gateway.timelines.views import TIMELINES, HappeningView, PartView, TimelineAsked, TimelineView
from shared.callers import DatasetName, Purpose, Service
from shared.cursors import Cursors
from shared.mandate import Mandate, Subject
from shared.places import Place

_D = DatasetName
OF_A_PERSON: Mapping[Service, frozenset[DatasetName]] = {
    Service.BENEFICIARY: frozenset(
        {
            *(_D.PEOPLE, _D.MERGES, _D.DISPLACEMENTS, _D.HOUSEHOLDS),
            *(_D.CONSENTS, _D.ENROLMENTS, _D.ATTENDANCES, _D.CERTIFICATES),
        }
    ),
    Service.GRANTS: frozenset(
        {
            *(_D.CANDIDATES, _D.AWARDS, _D.ASSISTANCES, _D.DELIVERIES),
            *(_D.WAGES, _D.PAYMENTS, _D.RECOVERIES, _D.REFUNDS),
            *(_D.PLACEMENTS, _D.COURSES, _D.FOLLOWUPS, _D.EMPLOYMENTS),
        }
    ),
    Service.FORUMS: frozenset({_D.MEMBERS}),
}
IN_AN_AREA: Mapping[Service, frozenset[DatasetName]] = {
    Service.BENEFICIARY: frozenset({_D.ACTIVITIES, _D.SESSIONS}),
    Service.GRANTS: frozenset(
        {
            *(_D.CALLS, _D.VERIFICATIONS, _D.AWARDS, _D.CONTRACTS),
            *(_D.MILESTONES, _D.PAYMENTS, _D.VISITS, _D.WORKS),
        }
    ),
    Service.FORUMS: frozenset(
        {
            *(_D.FORUMS, _D.ELECTIONS, _D.MEETINGS, _D.CONCERNS, _D.PLANS, _D.ACTIONS, _D.REFERRALS),
            *(_D.TRAININGS, _D.WAVES),
        }
    ),
}
"""Of which datasets each service tells: it is asked for a timeline if any of them is opened."""

CONSENTED: Mapping[Service, tuple[DatasetName, Purpose]] = {
    Service.GRANTS: (DatasetName.EMPLOYMENTS, Purpose.LIVELIHOOD_SUPPORT),
    Service.FORUMS: (DatasetName.MEMBERS, Purpose.COMMUNITY_POLICING),
}
"""What a service tells of those alone who consent to that now."""

Pages = Mapping[Service, Entries | None]


class _Mandate(Protocol):
    """Of the caller, to a service, for this request."""

    def __call__(
        self, audience: Service, *, as_of: datetime | None = None, subjects: tuple[Subject, ...] = ()
    ) -> Mandate: ...


@dataclass(frozen=True)
class Timeline:
    """A page, and what it discloses."""

    view: TimelineView
    told: Told


@dataclass(frozen=True)
class Composer:
    """Who asks, and of whom and how it is asked."""

    upstreams: Upstreams
    cursors: Cursors
    caller: Caller
    request_id: str
    deadline: float

    @classmethod
    def of(cls, upstreams: Upstreams, cursors: Cursors, caller: Caller, request_id: str) -> "Composer":
        return cls(upstreams, cursors, caller, request_id, time() + mandates.PATIENCE)

    @property
    def mandate(self) -> _Mandate:
        return partial(mandates.for_staff, self.caller, request_id=self.request_id, deadline=self.deadline)

    def asked(self, datasets: Mapping[Service, Collection[DatasetName]]) -> list[Service]:
        """The services of which the caller is opened anything."""
        return [
            service for service, told in datasets.items() if not self.mandate(service).datasets.keys().isdisjoint(told)
        ]

    async def begun(self, asked: TimelineAsked, services: list[Service], about: str) -> GoingOn:
        """Where a page begins: where the cursor says, or at the beginning, as of a moment that is chosen now."""
        if asked.after is not None:
            return gone_on(self.cursors, asked.after, about, asked.as_of)
        as_of = asked.as_of
        if as_of is None:
            # A service that hangs takes half of the time, so that the others can still answer.
            soon = partial(
                mandates.for_staff,
                self.caller,
                request_id=self.request_id,
                deadline=time() + mandates.PATIENCE / 2,
            )
            as_of = await chosen({service: self.upstreams[service] for service in services}, soon)
        return GoingOn(as_of, {service: Ahead() for service in services})

    def told(
        self, asked: TimelineAsked, begun: GoingOn, pages: Pages, datasets: Collection[Service], about: str
    ) -> TimelineView:
        """The page of all services, and where the next one goes on."""
        shown, ahead = merged(pages, begun.ahead, asked.limit, oldest_first=asked.oldest_first)
        missing = sorted(service.value for service, page in pages.items() if page is None)
        return TimelineView(
            as_of=begun.as_of.astimezone(UTC),
            status="partial" if missing else "complete",
            missing=missing,
            sections=[PartView(service=service, section=_became(service, begun, pages)) for service in datasets],
            items=[
                HappeningView(
                    on=entry.on,
                    service=service,
                    kind=entry.kind,
                    dataset=entry.dataset,
                    id=entry.id,
                    fields=entry.fields,
                )
                for service, entry in shown
            ],
            next=GoingOn(begun.as_of, ahead).sealed(self.cursors, about),
        )


def _became(service: Service, begun: GoingOn, pages: Pages) -> Section:
    if service not in begun.ahead:
        return Section.WITHHELD
    return Section.UNAVAILABLE if service in pages and pages[service] is None else Section.TOLD


def _page(asked: TimelineAsked, ahead: Ahead) -> dict[str, Any]:
    """What is asked of a service for a page."""
    return {"after": ahead.after, "limit": asked.limit, "oldest_first": asked.oldest_first}


async def of_person(composer: Composer, number: str, asked: TimelineAsked) -> Timeline:
    """A page of what happened to the person behind a registration number.

    The register is asked first, once and for every page: it alone says who they are, whether the caller may see them,
    and to what they consent. It is asked for nothing else where it has told all that it knows.
    Raises NotFound where the caller sees no such person, and Unavailable when the register cannot be reached.
    """
    about = f"{_of_whom(composer.caller, asked)}\n{number}"
    begun = await composer.begun(asked, composer.asked(OF_A_PERSON), about)
    register, upstreams = Service.BENEFICIARY, composer.upstreams
    others = [service for service, ahead in begun.ahead.items() if service is not register and not ahead.done]
    purposes = tuple(
        purpose
        for service, (dataset, purpose) in CONSENTED.items()
        if service in others and dataset in composer.mandate(service).datasets
    )
    page = _page(asked, begun.ahead[register])
    if begun.ahead[register].done:
        page["limit"] = 0
    known, disclosed = await timelines.of_person(
        upstreams[register],
        composer.mandate(register, as_of=begun.as_of),
        timelines.OfPerson(person=number, purposes=purposes, **page),
    )
    if disclosed is None:
        raise unreachable(register)
    people = list(disclosed.people)
    agreed = {service: beneficiary.consenting_to(known.subject, number, CONSENTED[service][1]) for service in others}
    answers = await asyncio.gather(
        *(
            or_none(
                timelines.of_people(
                    upstreams[service],
                    composer.mandate(service, as_of=begun.as_of, subjects=agreed[service]),
                    timelines.OfPeople(people=people, **_page(asked, begun.ahead[service])),
                )
            )
            for service in others
        )
    )
    pages: dict[Service, Entries | None] = dict(zip(others, answers, strict=True))
    if not begun.ahead[register].done:
        pages[register] = known
    view = composer.told(asked, begun, pages, OF_A_PERSON, about)
    fields = dict.fromkeys(f"{item.dataset}.{name}" for item in view.items for name in item.fields)
    return Timeline(view, Told(TIMELINES.name, tuple(fields), disclosed.people))


async def of_area(composer: Composer, area: Place, asked: TimelineAsked) -> TimelineView:
    """A page of what happened in an area: of activities, awards and forums, and of nobody.

    Raises Forbidden for an area outside the caller's own, and Unavailable where none of the services can be reached.
    """
    services = composer.asked(IN_AN_AREA)
    composer.mandate(services[0]).require_place(area.pcode, "pcode")
    about = f"{_of_whom(composer.caller, asked)}\n{area.pcode}"
    begun = await composer.begun(asked, services, about)
    ahead = {service: each for service, each in begun.ahead.items() if not each.done}
    answers = await asyncio.gather(
        *(
            or_none(
                timelines.of_area(
                    composer.upstreams[service],
                    composer.mandate(service, as_of=begun.as_of),
                    timelines.OfArea(area=area.pcode, **_page(asked, each)),
                )
            )
            for service, each in ahead.items()
        )
    )
    if all(answer is None for answer in answers):
        raise none_reachable()
    return composer.told(asked, begun, dict(zip(ahead, answers, strict=True)), IN_AN_AREA, about)


def _of_whom(caller: Caller, asked: TimelineAsked) -> str:
    """What a cursor is for beside whose timeline: what the caller acts as, and the order."""
    return f"timeline\n{caller.caller_class}\n{caller.roles}\n{caller.areas}\n{asked.oldest_first}"
