"""Whom partners have to be recalled about: the people they were told of on consent, less those who consent now."""

from dataclasses import dataclass, field
from time import time

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.clients import beneficiary
from gateway.clients.upstream import Upstreams
from gateway.recalls import reads
from gateway.recalls.reads import Kept
from gateway.recalls.views import MOST
from shared.callers import Service
from shared.database import Reader
from shared.mandate import MOST_SUBJECTS, Subject


@dataclass
class Recall:
    """The people whom a partner has to be recalled about under one agreement, and how it has to destroy what it has."""

    agreement: str
    destruction: str
    people: set[int] = field(default_factory=set)


async def recalls(reader: Reader, upstreams: Upstreams, caller: Caller, request_id: str) -> list[Recall]:
    """What a partner has to destroy, or that it is nothing, agreement by agreement, also under those that are
    suspended, expired or ended: of each the first that many, until it confirms them."""
    deadline = time() + mandates.PATIENCE
    found: dict[str, Recall] = {}
    for kept in await reads.kept(reader, caller.name):
        if kept.consent_purpose is None:
            continue
        recall = found.setdefault(kept.agreement, Recall(kept.agreement, kept.destruction))
        for first in range(0, len(kept.people), MOST_SUBJECTS):
            if len(recall.people) >= MOST:
                break
            people = kept.people[first : first + MOST_SUBJECTS]
            recall.people |= await _withdrawn(upstreams, caller, kept, people, request_id, deadline)
    return list(found.values())


async def _withdrawn(
    upstreams: Upstreams, caller: Caller, kept: Kept, people: tuple[int, ...], request_id: str, deadline: float
) -> set[int]:
    assert kept.consent_purpose is not None
    naming = mandates.for_recall(
        caller,
        kept.agreement,
        kept.consent_purpose,
        request_id,
        deadline=deadline,
        subjects=tuple(Subject(reference=str(id), person_id=id, cluster=(id,)) for id in people),
    )
    return set(await beneficiary.withdrawn(upstreams[Service.BENEFICIARY], naming))
