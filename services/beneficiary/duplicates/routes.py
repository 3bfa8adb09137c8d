"""Possible duplicates: listing, comparing, deciding. And registering and correcting people, and recording documents and
phones, whereby they are found."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.beneficiary.documents.reads import DOCUMENT
from services.beneficiary.documents.routes import Key
from services.beneficiary.documents.views import DocumentDraft
from services.beneficiary.duplicates import reads, rules
from services.beneficiary.duplicates.reads import DUPLICATE
from services.beneficiary.duplicates.views import (
    ComparedView,
    DecisionDraft,
    DuplicatesAsked,
    DuplicateView,
    RecordedDocumentView,
    RecordedPhoneView,
    RegisteredPersonView,
)
from services.beneficiary.people.reads import PERSON, PERSON_BY_ID
from services.beneficiary.people.routes import Number
from services.beneficiary.people.views import PersonDraft
from services.beneficiary.phones.reads import PHONE
from services.beneficiary.phones.views import PhoneDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import staff
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import TAGGED, Editing, Listing, Reading, StrictRoute, Writing, shown

people = APIRouter(route_class=StrictRoute, prefix="/people", tags=["people"])
documents = APIRouter(route_class=StrictRoute, prefix="/documents", tags=["documents"])
phones = APIRouter(route_class=StrictRoute, prefix="/phones", tags=["phones"])
duplicates = APIRouter(route_class=StrictRoute, prefix="/duplicates", tags=["duplicates"])
routers = [people, documents, phones, duplicates]

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]


@people.post("", status_code=201, response_model=RegisteredPersonView, responses={201: TAGGED})
async def register(draft: PersonDraft, caller: Registrar, write: Writing, request: Request) -> Response:
    """Register a person; no document is needed. The answer carries the registration number.

    Whoever is likely the same person, by names, mother and birth, is named where they live where the caller works.
    """
    id = await write.once(lambda: rules.register(write, draft, caller))
    reader = await write.reader()
    recorded = await find(reader, PERSON_BY_ID, int(id), caller)
    answer = await reads.beside(reader, recorded, RegisteredPersonView, caller)
    return shown(answer, 201, tags=request.app.state.tags)


@people.put("/{registration_number}", response_model=RegisteredPersonView, responses={200: TAGGED})
async def correct(
    registration_number: Number,
    draft: PersonDraft,
    caller: Registrar,
    editing: Editing,
    write: Writing,
    request: Request,
) -> Response:
    """State a person's particulars anew, in the state that was read; what was stated before is voided, not lost.
    Refused: `merged-into-another`. Whoever is likely the same person now is named as when somebody is registered."""
    await write.once(lambda: rules.correct(write, registration_number, draft, editing, caller))
    reader = await write.reader()
    recorded = await find(reader, PERSON, registration_number, caller)
    return shown(await reads.beside(reader, recorded, RegisteredPersonView, caller), tags=request.app.state.tags)


@documents.post("", status_code=201, response_model=RecordedDocumentView)
async def record_document(draft: DocumentDraft, caller: Registrar, write: Writing, key: Key) -> Response:
    """Record that a person holds a document. Its number is recognised when it comes again, and not kept.

    Somebody else who holds the same one may be the same person, and is named where they live where the caller works.
    """
    id = await write.once(lambda: rules.record_document(write, key, draft, caller))
    reader = await write.reader()
    recorded = await find(reader, DOCUMENT, int(id), caller)
    return shown(await reads.beside(reader, recorded, RecordedDocumentView, caller), 201)


@phones.post("", status_code=201, response_model=RecordedPhoneView)
async def record_phone(draft: PhoneDraft, caller: Registrar, write: Writing) -> Response:
    """Record that a person can be reached under a number; other people may be reached under the same one.

    Whoever of them has the same given name and year of birth may be the same person, and is named as with a document.
    """
    id = await write.once(lambda: rules.record_phone(write, draft, caller))
    reader = await write.reader()
    recorded = await find(reader, PHONE, int(id), caller)
    return shown(await reads.beside(reader, recorded, RecordedPhoneView, caller), 201)


@duplicates.get("", response_model=Page[DuplicateView])
async def all_duplicates(
    asked: Annotated[DuplicatesAsked, Query()], caller: Registrar, listing: Listing, request: Request
) -> Response:
    """Pairs of registrations that may be one person, of people who both live where the caller works, newest first."""
    return shown(await reads.duplicates(listing, asked, request.scope["state"]["caller_name"], caller))


@duplicates.get("/{id}", response_model=ComparedView)
async def duplicate(id: PathIdentifier, caller: Registrar, reading: Reading) -> Response:
    """A pair side by side: each registration as it was stated, how they go together, and what the two people share."""
    return shown(await reads.compared(reading, id, caller))


@duplicates.post("/{id}/decide", response_model=DuplicateView)
async def decide(id: PathIdentifier, draft: DecisionDraft, caller: Registrar, write: Writing) -> Response:
    """Say who the two of a pair are. The same person is merged under the number that is stated, at once or, where it is
    risky, when another person confirms it; different ones are not taken for one again. Refused: `one-person-already`,
    `survivor-unclear`, `proposed-already`."""
    await write.once(lambda: rules.decide(write, id, draft, caller))
    return shown(await find(await write.reader(), DUPLICATE, id, caller))
