"""Identity documents within a mandate: they lie where the person lives."""

from services.beneficiary.documents.tables import Document
from services.beneficiary.documents.views import DOCUMENTS, DocumentsView, DocumentView
from services.beneficiary.people import reads as people
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, Source
from shared.mandate import Mandate

MOST = 200

DOCUMENT = Source(
    "document",
    DOCUMENTS,
    Document,
    DocumentView,
    joins=f"{people.LIVING} JOIN {people.WHO_LIVES}",
    place=people.WHERE,
    apart=people.LIVES,
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)


async def documents(reader: Reader, number: str, mandate: Mandate) -> Found[DocumentsView]:
    """The documents that stand for a person, newest first.

    That a document is missing is severe: who may not read `complete` is answered on an empty list what they would be
    answered if the list were withheld, and the ledger is told the same.
    """
    about = await people.about(reader, DOCUMENT, number, mandate, order="fact.id DESC", most=MOST + 1)
    offered = DOCUMENTS.readable(mandate.scope(DOCUMENTS.name), tuple(DocumentsView.model_fields))
    if not about.rows and "complete" not in offered:
        offered = ()
    answer = {"documents": about.rows[:MOST], "complete": len(about.rows) <= MOST}
    shown = {name: answer[name] for name in offered}
    fields = (*offered, *(about.fields if "documents" in offered else ()))
    return Found(
        DocumentsView.model_validate(shown),
        Disclosed(dataset=DOCUMENTS.name, fields=fields, people=about.people),
    )
