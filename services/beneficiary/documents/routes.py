"""Identity documents: reading, voiding, and those of one person. Recording one is where duplicates are found."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from services.beneficiary.documents import reads
from services.beneficiary.documents.reads import DOCUMENT
from services.beneficiary.documents.views import DocumentsView, DocumentView
from services.beneficiary.people.numbers import RegistrationNumber
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, Writing, shown

documents = APIRouter(route_class=StrictRoute, prefix="/documents", tags=["documents"])
of_people = APIRouter(route_class=StrictRoute, prefix="/people", tags=["documents"])
routers = [documents, of_people]


async def _key(request: Request) -> bytes:
    key: bytes = request.app.state.document_key
    return key


Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]
Key = Annotated[bytes, Depends(_key)]


@documents.get("/{id}", response_model=DocumentView)
async def document(id: PathIdentifier, caller: Registrar, reading: Reading) -> Response:
    """A document by the number of its record."""
    return shown(await find(reading, DOCUMENT, id, caller))


@documents.post("/{id}/void", response_model=DocumentView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a document that was recorded in error; a corrected one is recorded anew."""
    await write.once(lambda: facts.void(write, DOCUMENT, id, voiding.reason, caller))
    return shown(await find(await write.reader(), DOCUMENT, id, caller))


@of_people.get("/{registration_number}/documents", response_model=DocumentsView)
async def documents_of_person(
    registration_number: Annotated[RegistrationNumber, Path()], caller: Registrar, reading: Reading
) -> Response:
    """The documents of a person, newest first, at most 200. No list in the answer does not mean that there are none."""
    return shown(await reads.documents(reading, registration_number, caller))
