"""What callers state about certificates, and are told."""

from datetime import date

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

CERTIFICATES = Dataset(
    DatasetName.CERTIFICATES,
    {
        "id": MODERATE,
        "activity_id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "number": MODERATE,
        "issued_on": MODERATE,
        **RECORD_KEEPING,
    },
)

_CERTIFICATE = {"activity_id": 12, "person": "4821-7730-5142", "issued_on": "2019-07-02"}


@classified(CERTIFICATES)
@example(**_CERTIFICATE)
class CertificateDraft(Draft):
    """That a person is given a certificate of an activity on a day."""

    activity_id: Identifier
    person: RegistrationNumber
    issued_on: Day


class CertificatesAsked(Asked):
    """What is asked of the list of certificates: of all, or of those of one activity."""

    activity_id: PathIdentifier | None = None


@classified(CERTIFICATES)
@example(id=77, **_CERTIFICATE, number="7QK2-M0XD-93TF", **RECORDED)
class CertificateView(FactView):
    """A certificate, with the number that stands on it."""

    id: int | None = None
    activity_id: int | None = None
    person: str | None = None
    number: str | None = None
    issued_on: date | None = None
