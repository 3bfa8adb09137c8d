"""What callers state about consents, and are told."""

from datetime import date
from enum import StrEnum

from services.beneficiary.notices.views import RecipientClass
from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName, Purpose
from shared.classification import HIGH, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View


@listed_as("consent-decision")
class ConsentDecision(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


@listed_as("language")
class Language(StrEnum):
    """The language in which the person was spoken with."""

    ENGLISH = "en"
    ARABIC = "ar"
    CENTRAL_KURDISH = "ckb"


@listed_as("consent-record")
class Witnessed(StrEnum):
    """How a decision was put on record."""

    SIGNATURE = "signature"
    THUMBPRINT = "thumbprint"
    VERBAL_BEFORE_WITNESS = "verbal_before_witness"


@listed_as("consent-giver")
class GivenBy(StrEnum):
    """Who decided: the person, or who spoke for a child."""

    SELF = "self"
    MOTHER = "mother"
    FATHER = "father"
    GRANDPARENT = "grandparent"
    GUARDIAN = "guardian"


CONSENTS = Dataset(
    DatasetName.CONSENTS,
    {
        "id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "purpose": MODERATE,
        "recipient_class": MODERATE,
        "decision": MODERATE,
        "decided_on": MODERATE,
        "language": MODERATE,
        "witnessed": MODERATE,
        "notice_id": MODERATE,
        "given_by": HIGH,
        "proxy": HIGH,
        "proxy_person_id": HIGH,
        **RECORD_KEEPING,
        "consents": MODERATE,
    },
)


_CONSENT = {
    "person": "4821-7730-5142",
    "purpose": "livelihood-support",
    "recipient_class": "authority",
    "decision": "given",
    "decided_on": "2019-11-05",
    "language": "ar",
    "witnessed": "signature",
    "notice_id": 3,
    "given_by": "self",
}


@classified(CONSENTS)
class ConsentPart(Draft):
    """A decision about one purpose and one class of recipients. To give, the person was read the notice `notice_id`;
    for a child somebody else gives."""

    purpose: Purpose
    recipient_class: RecipientClass
    decision: ConsentDecision
    decided_on: Day
    language: Language
    witnessed: Witnessed
    notice_id: Identifier | None = None
    given_by: GivenBy


@classified(CONSENTS)
@example(**_CONSENT)
class ConsentDraft(ConsentPart):
    """A decision, and whose it is; who gives for a child is named in `proxy` where they are registered."""

    person: RegistrationNumber
    proxy: RegistrationNumber | None = None


class ConsentsAsked(Asked):
    """What is asked of the list of decisions: of all, or of those that a notice was read out for."""

    notice_id: PathIdentifier | None = None


@classified(CONSENTS)
@example(id=77, **_CONSENT, **RECORDED)
class ConsentView(FactView):
    """A decision about one purpose and one class of recipients; the latest by `decided_on` and `id` counts."""

    id: int | None = None
    person: str | None = None
    purpose: Purpose | None = None
    recipient_class: RecipientClass | None = None
    decision: ConsentDecision | None = None
    decided_on: date | None = None
    language: Language | None = None
    witnessed: Witnessed | None = None
    notice_id: int | None = None
    given_by: GivenBy | None = None
    proxy: str | None = None


@classified(CONSENTS)
class ConsentsView(View):
    """The decisions of a person that stand, the one that counts before those that it replaced."""

    consents: list[ConsentView] | None = None
