"""Composing a profile: the person first, for it says who they are; then every other service once, as of one moment."""

import asyncio
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import time
from typing import Any

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.access.roles import scopes
from gateway.answers.moments import chosen, or_none
from gateway.clients import beneficiary, forums, grants
from gateway.clients.upstream import Upstreams, unreachable
from gateway.ledger.rules import Told
from gateway.profiles.views import ProfileView, Section
from shared.callers import DatasetName, Purpose, Role, Service
from shared.classification import Scope
from shared.disclosure import Disclosed
from shared.mandate import Mandate

GIVEN: Mapping[str, DatasetName] = {
    "assistances": DatasetName.ASSISTANCES,
    "awards": DatasetName.AWARDS,
    "employments": DatasetName.EMPLOYMENTS,
}
"""The sections that the grants service tells, and of which dataset each is."""
HELD = ("seats",)
"""The section that the forums service tells."""
_TELLS: Mapping[Service, tuple[Role, ...]] = {
    Service.GRANTS: (Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING),
    Service.FORUMS: (Role.MONITORING,),
}
"""Whom a service tells its part of a profile."""
_WORKING = Purpose.LIVELIHOOD_SUPPORT
"""To what somebody consents whose job is told as theirs."""
_NAMED = Purpose.COMMUNITY_POLICING
"""To what somebody consents who is named in a seat of a forum."""


@dataclass(frozen=True)
class Profile:
    """A profile, and what it discloses: of each service, before it leaves."""

    view: ProfileView
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Part:
    """What a service tells of a profile: what became of each section and what it has, which of them have more than
    that, and what telling it discloses."""

    sections: Mapping[str, tuple[Section, Any]]
    more: Sequence[str] = ()
    disclosed: Disclosed | None = None


async def compose(
    upstreams: Upstreams, caller: Caller, number: str, as_of: datetime | None, request_id: str
) -> Profile:
    """All that the caller may see of the person behind a registration number, now or as of an earlier moment.

    Raises NotFound where the caller sees no such person, and Unavailable when the beneficiary service, which alone
    says who that is and what they consent to, cannot be reached.
    """
    deadline = time() + mandates.PATIENCE
    mandate = partial(mandates.for_staff, caller, request_id=request_id, deadline=deadline)
    opened, naming = _opened(caller, Service.GRANTS), DatasetName.MEMBERS in _opened(caller, Service.FORUMS)
    if as_of is None:
        asked = [Service.BENEFICIARY]
        asked += [service for service, asks in ((Service.GRANTS, _opens(opened)), (Service.FORUMS, naming)) if asks]
        # A service that hangs takes half of the time, so that the others can still answer.
        soon = partial(mandate, deadline=time() + mandates.PATIENCE / 2)
        as_of = await chosen({service: upstreams[service] for service in asked}, soon)
    registry = mandate(Service.BENEFICIARY, as_of=as_of)
    purposes = (*((_WORKING,) if DatasetName.EMPLOYMENTS in opened else ()), *((_NAMED,) if naming else ()))
    anchor, disclosed = await beneficiary.anchor(upstreams[Service.BENEFICIARY], registry, number, purposes)
    if disclosed is None:
        raise unreachable(Service.BENEFICIARY)
    about = partial(beneficiary.consenting_to, anchor.subject, number)
    of_grants = mandate(Service.GRANTS, as_of=as_of, subjects=about(_WORKING), datasets=GIVEN.values())
    of_forums = mandate(Service.FORUMS, as_of=as_of, subjects=about(_NAMED), datasets=[DatasetName.MEMBERS])
    given, held = await asyncio.gather(
        _given(upstreams, of_grants, disclosed.people) if _opens(opened) else _withheld(GIVEN),
        _held(upstreams, of_forums, disclosed.people) if naming else _withheld(HELD),
    )
    parts = {**given.sections, **held.sections}
    sections = {"record": Section.TOLD, **{name: status for name, (status, _) in parts.items()}}
    missing = [
        service.value
        for service, section in ((Service.FORUMS, "seats"), (Service.GRANTS, "awards"))
        if sections[section] is Section.UNAVAILABLE
    ]
    view = ProfileView(
        as_of=as_of.astimezone(UTC),
        status="partial" if missing else "complete",
        missing=missing,
        sections=sections,
        more=[*anchor.record["more"], *given.more, *held.more],
        record=anchor.record,
        **{name: told for name, (_, told) in parts.items()},
    )
    return Profile(view, tuple(Told.of(each) for each in (disclosed, given.disclosed, held.disclosed) if each))


def _opened(caller: Caller, service: Service) -> Mapping[DatasetName, Scope]:
    """What those of the caller's roles open whom a service tells its part of a profile."""
    return scopes(tuple(role for role in caller.roles if role in _TELLS[service]), service)


def _opens(datasets: Container[DatasetName]) -> bool:
    """Whether there is anything to ask the grants service for."""
    return any(dataset in datasets for dataset in GIVEN.values())


async def _withheld(names: Iterable[str]) -> Part:
    return Part(dict.fromkeys(names, (Section.WITHHELD, None)))


async def _given(upstreams: Upstreams, mandate: Mandate, people: tuple[int, ...]) -> Part:
    """What the grants service tells of a person, section by section."""
    answer = await or_none(grants.given(upstreams[Service.GRANTS], mandate, list(people)))
    if answer is None:
        return Part(dict.fromkeys(GIVEN, (Section.UNAVAILABLE, None)))
    found, disclosed = answer
    told = found.model_dump()
    sections = {name: (Section.WITHHELD if told[name] is None else Section.TOLD, told[name]) for name in GIVEN}
    return Part(sections, found.more, disclosed)


async def _held(upstreams: Upstreams, mandate: Mandate, people: tuple[int, ...]) -> Part:
    """The seats in forums in which a person is named, and consents to be."""
    answer = await or_none(forums.held(upstreams[Service.FORUMS], mandate, list(people)))
    if answer is None:
        return Part(dict.fromkeys(HELD, (Section.UNAVAILABLE, None)))
    found, disclosed = answer
    return Part({"seats": (Section.TOLD, found.seats)}, found.more, disclosed)
