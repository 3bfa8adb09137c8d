"""What may happen to identity documents: one is recorded without its number; what was wrong is voided."""

from services.beneficiary.documents import numbers
from services.beneficiary.documents.tables import Document
from services.beneficiary.documents.views import DocumentDraft
from services.beneficiary.people import reads as people
from shared.database import judged
from shared.errors import Conflict
from shared.mandate import Mandate
from shared.write import Write


async def record(write: Write, key: bytes, draft: DocumentDraft, mandate: Mandate) -> int:
    """Record that a person holds a document. Whether somebody else holds the same one is not asked here."""
    number = numbers.normalised(draft.type, draft.number)
    document = Document(
        person_id=await people.person_id(await write.reader(), draft.person, mandate, "person"),
        type=draft.type,
        number_index=numbers.index(key, draft.type, draft.number),
        last_three=numbers.ending(number),
        valid_until=draft.valid_until,
        recorded_by=write.caller,
    )
    twice = Conflict("documented-already", "This document of the person is recorded already.", field="number")
    async with judged(write.session, {"uq_documents_standing": twice}):
        write.session.add(document)
    await write.trail("document.recorded", document.id, person=document.person_id)
    return document.id
