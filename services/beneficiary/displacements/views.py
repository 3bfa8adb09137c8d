"""What callers state about displacement, and are told."""

from datetime import date
from enum import StrEnum

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("displacement-status")
class DisplacementStatus(StrEnum):
    """The categories of IOM's Displacement Tracking Matrix, and refugees."""

    IDP_CAMP = "idp_camp"
    IDP_OUT_OF_CAMP = "idp_out_of_camp"
    RETURNEE = "returnee"
    SECONDARY_DISPLACED = "secondary_displaced"
    STAYEE = "stayee"
    HOST_COMMUNITY = "host_community"
    REFUGEE = "refugee"
    UNKNOWN = "unknown"


DISPLACEMENTS = Dataset(
    DatasetName.DISPLACEMENTS,
    {
        "id": MODERATE,
        "household_id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "status": MODERATE,
        "since": MODERATE,
        **RECORD_KEEPING,
    },
)

_DISPLACEMENT = {
    "household_id": 41,
    "status": "returnee",
    "since": "2018-03-12",
}


@classified(DISPLACEMENTS)
@example(**_DISPLACEMENT)
class DisplacementDraft(Draft):
    """A status from a day on, of a household or of one person whose status differs from it: one of the two."""

    household_id: Identifier | None = None
    person: RegistrationNumber | None = None
    status: DisplacementStatus
    since: Day


class DisplacementsAsked(Asked):
    """What is asked of the list of displacement statuses: of all, of one household, or of one kind."""

    household_id: PathIdentifier | None = None
    status: DisplacementStatus | None = None


@classified(DISPLACEMENTS)
@example(id=58, **_DISPLACEMENT, **RECORDED)
class DisplacementView(FactView):
    """A status from a day on."""

    id: int | None = None
    household_id: int | None = None
    person: str | None = None
    status: DisplacementStatus | None = None
    since: date | None = None
