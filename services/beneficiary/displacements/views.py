"""What callers state about displacement, and are told."""

from datetime import date
from enum import StrEnum

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import HIGH, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import GovernoratePcode
from shared.views import FactView, View


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


@listed_as("shelter")
class Shelter(StrEnum):
    """What people live in, as the Displacement Tracking Matrix groups it."""

    CAMP = "camp"
    CRITICAL_INFORMAL = "critical_informal"
    CRITICAL_RELIGIOUS = "critical_religious"
    CRITICAL_SCHOOL = "critical_school"
    CRITICAL_UNFINISHED = "critical_unfinished"
    CRITICAL_FORMAL = "critical_formal"
    PRIVATE_HOST = "private_host"
    PRIVATE_RENTED = "private_rented"
    PRIVATE_HOTEL = "private_hotel"
    HABITUAL = "habitual"
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
        "until": MODERATE,
        "origin": HIGH,
        "arrived_on": HIGH,
        "shelter": MODERATE,
        **RECORD_KEEPING,
        "on": MODERATE,
        "own": MODERATE,
        "displacement": MODERATE,
    },
)
"""Where somebody has come from and when they arrived are held against people, so they are more than moderate."""

_DISPLACEMENT = {
    "household_id": 41,
    "status": "returnee",
    "since": "2018-03-12",
    "origin": "IQG15Q08N01",
    "arrived_on": "2018-03-12",
    "shelter": "habitual",
}


@classified(DISPLACEMENTS)
class DisplacementPart(Draft):
    """A status from a day on.

    `origin` is where those were displaced from whose status it is, `arrived_on` the day on which they came where they
    live now, `shelter` what they live in there: all three are left out where they are not known. Refugees come from
    outside Iraq, and have no `origin` here.
    """

    status: DisplacementStatus
    since: Day
    origin: GovernoratePcode | None = None
    arrived_on: Day | None = None
    shelter: Shelter | None = None


@classified(DISPLACEMENTS)
@example(**_DISPLACEMENT)
class DisplacementDraft(DisplacementPart):
    """A status from a day on, of a household or of one person whose status differs from it: one of the two. A person's
    may end, on `until`, the first day on which it is the household's again."""

    household_id: Identifier | None = None
    person: RegistrationNumber | None = None
    until: Day | None = None


@classified(DISPLACEMENTS)
@example(until="2019-06-01")
class EndDraft(Draft):
    """The day from which on a person's status is that of the household again."""

    until: Day


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
    until: date | None = None
    origin: str | None = None
    arrived_on: date | None = None
    shelter: Shelter | None = None


@classified(DISPLACEMENTS)
@example(on="2019-11-05", own=False, displacement={"id": 58, **_DISPLACEMENT, **RECORDED})
class StatusView(View):
    """The status on a day, and whether it is a person's own or that of the household they lived in then.

    Both are null where nothing is stated of that day, or where the household lies out of reach.
    """

    on: date | None = None
    own: bool | None = None
    displacement: DisplacementView | None = None
