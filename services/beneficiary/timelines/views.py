"""What the gateway asks of somebody's timeline, and the kinds of what is on one."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.subjects.views import AgreedView
from shared.callers import Purpose
from shared.classification import classified
from shared.codes import listed_as
from shared.examples import example
from shared.pages import LONGEST
from shared.timelines.views import TIMELINES, EntriesView, PageDraft


@listed_as("beneficiary-happening")
class BeneficiaryHappening(StrEnum):
    """What the register knows to have happened: to somebody, and in an area."""

    REGISTERED = "registered"
    MERGED = "merged"
    UNMERGED = "unmerged"
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
@example(person="4821-7730-5142", purposes=["livelihood-support"], limit=50)
class OfPersonDraft(PageDraft):
    """Of whoever a registration number stood for at the moment, and to which purposes it is asked whether they consent
    now. With a `limit` of 0 nothing is asked but that."""

    person: RegistrationNumber
    purposes: Annotated[list[Purpose], Field(max_length=len(Purpose))]
    limit: Annotated[int, Field(strict=True, ge=0, le=LONGEST)]


@classified(TIMELINES)
class OfPersonView(EntriesView[BeneficiaryHappening]):
    """A page, and whom it is about; `subject` is null where the registration is voided now."""

    subject: AgreedView | None
