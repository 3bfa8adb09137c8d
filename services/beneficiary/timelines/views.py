"""What the gateway asks of somebody's timeline, and the kinds of what is on one."""

from enum import StrEnum

from services.beneficiary.people.numbers import RegistrationNumber
from shared.classification import classified
from shared.codes import listed_as
from shared.examples import example
from shared.timelines.views import TIMELINES, PageDraft


@listed_as("beneficiary-happening")
class BeneficiaryHappening(StrEnum):
    """What the register knows to have happened: to somebody, and in an area."""

    REGISTERED = "registered"
    STATUS_BEGAN = "status_began"
    HOUSEHOLD_STATUS_BEGAN = "household_status_began"
    HOUSEHOLD_JOINED = "household_joined"
    HOUSEHOLD_LEFT = "household_left"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ENROLLED = "enrolled"
    ENROLMENT_WITHDRAWN = "enrolment_withdrawn"
    ATTENDED = "attended"
    CERTIFIED = "certified"
    ACTIVITY_BEGAN = "activity_began"
    SESSION_HELD = "session_held"


@classified(TIMELINES)
@example(person="4821-7730-5142", limit=50)
class OfPersonDraft(PageDraft):
    """Of whoever a registration number stood for at the moment."""

    person: RegistrationNumber
