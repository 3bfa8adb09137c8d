"""Finding people for a partner: in the register first, then what else the agreement opens about those who are found."""

from collections.abc import Mapping
from time import time
from typing import Any

from gateway.access import mandates
from gateway.access.agreements.judging import Standing
from gateway.access.pseudonyms import Pseudonyms
from gateway.clients import beneficiary, grants
from gateway.clients.beneficiary import Document, Found, Sought
from gateway.clients.upstream import Upstreams
from gateway.ledger.rules import Told
from gateway.lookups.views import AssistanceFound, LookupDraft, LookupView, PersonFound, PersonSought
from shared.callers import DatasetName, Service
from shared.mandate import Subject

NOBODY = 0
"""The id of nobody: what a pseudonym that we did not make stands for, so that it is looked up like any other."""


async def find(
    upstreams: Upstreams, pseudonyms: Pseudonyms, agreement: Standing, draft: LookupDraft, request_id: str
) -> tuple[LookupView, Told]:
    """The answer to a lookup, and what it tells about whom.

    Raises Unavailable when a service it needs cannot be reached: an answer about a person is whole or is not given.
    """
    deadline = time() + mandates.PATIENCE
    asking = mandates.for_partner(
        agreement, Service.BENEFICIARY, [DatasetName.PEOPLE], request_id, deadline=deadline, fields=draft.fields
    )
    sought = [_sought(one, pseudonyms, agreement) for one in draft.people]
    found = await beneficiary.lookup(upstreams[Service.BENEFICIARY], asking, sought)
    given: dict[int, list[AssistanceFound]] = {}
    if draft.assistances:  # also where nobody is found: whether grants can be reached must not tell
        naming = mandates.for_partner(
            agreement,
            Service.GRANTS,
            [DatasetName.ASSISTANCES],
            request_id,
            deadline=deadline,
            subjects=_subjects(found),
        )
        for recipient in await grants.assistances(upstreams[Service.GRANTS], naming):
            given.setdefault(recipient.person_id, []).append(AssistanceFound.model_validate(recipient.assistance))
    people = [None if one is None else _told(one, pseudonyms, agreement, draft, given) for one in found]
    return LookupView(people=people), _written(people, found)


def _sought(one: PersonSought, pseudonyms: Pseudonyms, agreement: Standing) -> Sought:
    if one.pseudonym is not None:
        person_id = pseudonyms.meant(one.pseudonym, agreement.partner, agreement.code)
        return Sought(person_id=NOBODY if person_id is None else person_id)
    if one.document is not None:
        document = Document(type=one.document.type, number=one.document.number)
        return Sought(document=document, birth_year=one.birth_year)
    return Sought(registration_number=one.registration_number, birth_year=one.birth_year)


def _subjects(found: list[Found | None]) -> tuple[Subject, ...]:
    return tuple(
        Subject(
            reference=str(one.person_id),
            person_id=one.person_id,
            cluster=tuple(one.cluster),
            household_id=one.household_id,
            consents=tuple(one.consents),
        )
        for one in {one.person_id: one for one in found if one is not None}.values()
    )


def _told(
    one: Found,
    pseudonyms: Pseudonyms,
    agreement: Standing,
    draft: LookupDraft,
    given: Mapping[int, list[AssistanceFound]],
) -> PersonFound:
    fields: dict[str, Any] = {
        "pseudonym": pseudonyms.of(one.person_id, agreement.partner, agreement.code),
        **one.person,
    }
    if draft.assistances:
        fields["assistances"] = [told for id in one.cluster for told in given.get(id, [])]
    return PersonFound.model_validate(fields)


def _written(people: list[PersonFound | None], found: list[Found | None]) -> Told:
    """Which fields of whom the answer tells; a lookup that finds nobody tells nothing, and is written down as well."""
    fields: dict[str, None] = {}
    for one in people:
        if one is not None:
            fields |= dict.fromkeys(name for name in one.model_fields_set if name != "assistances")
            fields |= {f"assistances.{name}": None for told in one.assistances or () for name in told.model_fields_set}
    return Told("people", tuple(sorted(fields)), tuple(one.person_id for one in found if one is not None))
