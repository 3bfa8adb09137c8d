"""Whom a write in another service concerns, found out before its mandate is made: the service knows nobody itself.

Some name people by their registration numbers, which the beneficiary service knows within the caller's areas; of those
who sit in a forum or have a job in an enterprise it says only who consents to that. A ruling of the committee names an
application, whose owners the grants service knows by their ids; neither the caller nor the answer is told of them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.clients import beneficiary, grants
from gateway.clients.upstream import Upstream
from shared.callers import Purpose, Role, Service
from shared.drafts import LARGEST_ID
from shared.mandate import MOST_SUBJECTS, Subject

_NAMES_PEOPLE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("POST", "/assessments"): ("person",),
    ("POST", "/assistances"): ("recipient",),
    ("POST", "/candidates"): ("person",),
    ("POST", "/enterprises"): ("owners", "person"),
    ("POST", "/owners"): ("person",),
}
"""Writes outside the beneficiary service that name people, and the field that does; of a list, that of each entry."""

_BY_CONSENT: tuple[tuple[re.Pattern[str], Role, Purpose], ...] = (
    (re.compile(r"/members/[0-9]+/name"), Role.FORUM_FOCAL_POINT, Purpose.COMMUNITY_POLICING),
    (re.compile(r"/employments"), Role.MONITORING, Purpose.LIVELIHOOD_SUPPORT),
)
"""Writes that name in `person` somebody who consents to it: who makes them, and to what purpose towards staff."""

_RULING = re.compile(r"/sittings/[0-9]+/rulings")
_REFERENCE = re.compile(r"[0-9-]{1,20}")


@dataclass(frozen=True)
class Concerning:
    """A request of staff on its way to a service."""

    caller: Caller
    method: str
    path: str
    body: bytes
    request_id: str
    deadline: float


async def people_of(upstreams: Mapping[Service, Upstream], asked: Concerning) -> tuple[Subject, ...]:
    """The people whom a request concerns; nobody where it names none, or not in a way that can be read."""
    field = _NAMES_PEOPLE.get((asked.method, asked.path))
    if field is not None and (stated := _references(asked.body, field)):
        asking = mandates.for_staff(asked.caller, Service.BENEFICIARY, asked.request_id, deadline=asked.deadline)
        return await beneficiary.subjects(upstreams[Service.BENEFICIARY], asking, stated)
    for path, role, purpose in _BY_CONSENT:
        named = asked.method == "POST" and path.fullmatch(asked.path) and role in asked.caller.roles
        if named and (stated := _references(asked.body, ("person",))):
            return await _consenting(upstreams, asked, stated, purpose)
    if asked.method == "POST" and _RULING.fullmatch(asked.path) and (id := _application(asked.body)) is not None:
        return await _owners(upstreams, asked, id)
    return ()


async def _consenting(
    upstreams: Mapping[Service, Upstream], asked: Concerning, stated: list[str], purpose: Purpose
) -> tuple[Subject, ...]:
    """Who of these people consents now to a purpose towards staff."""
    asking = mandates.for_consent(asked.caller, purpose, asked.request_id, deadline=asked.deadline)
    return tuple(
        Subject(
            reference=one.reference,
            person_id=one.person_id,
            cluster=tuple(one.cluster),
            consents=(purpose,),
        )
        for one in await beneficiary.consenting(upstreams[Service.BENEFICIARY], asking, stated)
    )


async def _owners(upstreams: Mapping[Service, Upstream], asked: Concerning, application: int) -> tuple[Subject, ...]:
    """Who owns the enterprise that applies, each by all ids that are theirs now."""
    knowing = mandates.for_itself(Service.GRANTS, asked.request_id, deadline=asked.deadline)
    people = await grants.applicants(upstreams[Service.GRANTS], knowing, application)
    if not people:
        return ()
    asking = mandates.for_itself(Service.BENEFICIARY, asked.request_id, deadline=asked.deadline)
    clusters = await beneficiary.clusters(upstreams[Service.BENEFICIARY], asking, people)
    return tuple(
        Subject(reference=str(id), person_id=id, cluster=next((tuple(ids) for ids in clusters if id in ids), (id,)))
        for id in people
    )


def _application(body: bytes) -> int | None:
    try:
        stated: Any = json.loads(body)["application_id"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return stated if isinstance(stated, int) and not isinstance(stated, bool) and 0 < stated <= LARGEST_ID else None


def _references(body: bytes, field: tuple[str, ...]) -> list[str]:
    """The people a body names, each once; what else is wrong with the body is for the service to say."""
    try:
        stated: list[Any] = [json.loads(body)]
    except (ValueError, RecursionError):
        return []
    for name in field:
        parts = [part[name] for part in stated if isinstance(part, dict) and name in part]
        stated = [each for part in parts for each in (part if isinstance(part, list) else [part])]
    named = dict.fromkeys(each for each in stated if isinstance(each, str) and _REFERENCE.fullmatch(each))
    return list(named)[:MOST_SUBJECTS]
