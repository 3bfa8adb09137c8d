"""Whom partners have to be recalled about: the people they were told of, less those who consent now."""

from collections.abc import Mapping
from time import time

from gateway.access import mandates
from gateway.access.agreements import reads as agreements
from gateway.access.agreements.judging import Standing
from gateway.access.callers import Caller
from gateway.access.pseudonyms import Pseudonyms
from gateway.clients import beneficiary
from gateway.clients.upstream import Upstream
from gateway.recalls import reads
from gateway.recalls.views import RecallsView, RecallView
from shared.callers import DatasetName, Service
from shared.database import Reader
from shared.mandate import MOST_SUBJECTS, Subject

Upstreams = Mapping[Service, Upstream]


async def recalls(
    reader: Reader, upstreams: Upstreams, pseudonyms: Pseudonyms, caller: Caller, request_id: str
) -> RecallsView:
    """What a partner has to destroy, agreement by agreement, also under those that have expired or ended."""
    deadline = time() + mandates.PATIENCE
    found = []
    for agreement in await agreements.ever_of_partner(reader, caller.name):
        if agreement.terms is None or agreement.terms.consent_purpose is None:
            continue
        kept = await reads.kept(reader, caller.name, agreement.code)
        withdrawn = await _withdrawn(upstreams[Service.BENEFICIARY], agreement, kept, request_id, deadline)
        if withdrawn:
            found.append(
                RecallView(
                    agreement=agreement.code,
                    purpose=agreement.purpose,
                    destruction=agreement.terms.destruction,
                    pseudonyms=[pseudonyms.of(id, agreement.partner, agreement.code) for id in withdrawn],
                )
            )
    return RecallsView(recalls=found)


async def _withdrawn(
    upstream: Upstream, agreement: Standing, people: list[int], request_id: str, deadline: float
) -> list[int]:
    withdrawn = []
    for first in range(0, len(people), MOST_SUBJECTS):
        subjects = tuple(
            Subject(reference=str(id), person_id=id, cluster=(id,)) for id in people[first : first + MOST_SUBJECTS]
        )
        naming = mandates.for_partner(
            agreement,
            Service.BENEFICIARY,
            [DatasetName.PEOPLE],
            request_id,
            deadline=deadline,
            subjects=subjects,
        )
        withdrawn += await beneficiary.withdrawn(upstream, naming)
    return withdrawn
