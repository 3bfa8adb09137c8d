"""What may happen to identity documents: one is recorded without its number; what was wrong is voided."""

from collections.abc import Sequence

from services.beneficiary.documents import numbers
from services.beneficiary.documents.tables import Document
from services.beneficiary.documents.views import DocumentDraft, DocumentPart
from services.beneficiary.people import reads as people
from shared import recording
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged


async def record(write: Write, key: bytes, draft: DocumentDraft, mandate: Mandate) -> int:
    """Record that a person holds a document. Whether somebody else holds the same one is not asked here."""
    person_id = await people.person_id(await write.reader(), draft.person, mandate, "person")
    document = held(draft, key, person_id, write.caller)
    async with judged(write, {"uq_documents_standing": recorded_already()}):
        await keep(write, [document])
    return document.id


def held(stated: DocumentPart, key: bytes, person_id: int, caller: str) -> Document:
    """The document as it is kept for a person: without its number, which is refused if it cannot be one."""
    if stated.valid_from is not None and stated.valid_until is not None and stated.valid_until < stated.valid_from:
        raise Invalid("valid-in-no-time", "A document is valid until a day after it was issued.", field="valid_until")
    number = numbers.normalised(stated.type, stated.number)
    return Document(
        person_id=person_id,
        type=stated.type,
        number_index=numbers.index(key, stated.type, stated.number),
        last_three=numbers.ending(number),
        authority=stated.authority,
        valid_from=stated.valid_from,
        valid_until=stated.valid_until,
        recorded_by=caller,
    )


async def keep(write: Write, documents: Sequence[Document]) -> None:
    """Record documents, all in one statement, with the trail of each."""
    await recording.record(write, documents)
    for document in documents:
        write.trail("document.recorded", document.id, person=document.person_id)


def recorded_already() -> Conflict:
    """What is said of a document that the same person stated before."""
    return Conflict("documented-already", "This document of the person is recorded already.", field="number")
