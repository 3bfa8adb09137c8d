"""What callers state about jobs in enterprises with an award, and are told: never who has one.

They are called employments, because `jobs` are the long work of the services.
"""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.grants.people import AgeBand, DisplacementStatus, PersonNumber, Sex
from shared.callers import DatasetName, Purpose
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView

MOST = 1_000
"""Jobs that an award has at the most."""
CONSENT = Purpose.LIVELIHOOD_SUPPORT
"""To what somebody consents, towards staff, whose job is recorded and told as theirs."""


@listed_as("job-kind")
class JobKind(StrEnum):
    """Whether there was no such job before the grant, or a job that there was became better by it."""

    NEW = "new"
    IMPROVED = "improved"


@listed_as("contract-type")
class ContractType(StrEnum):
    """For how long somebody is employed."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    SEASONAL = "seasonal"
    DAILY = "daily"
    APPRENTICESHIP = "apprenticeship"
    FAMILY_WORK = "family_work"


@listed_as("wage-band")
class WageBand(StrEnum):
    """What is paid for a month of a whole job, in thousands of dinars; 350 is the least that the law allows."""

    UNPAID = "unpaid"
    BELOW_350 = "0-349"
    FROM_350 = "350-499"
    FROM_500 = "500-749"
    FROM_750 = "750+"
    NOT_STATED = "not_stated"


_FTE = re.compile(r"0\.[0-9]{1,2}|1(\.00?)?")


def _fte(value: Any) -> Decimal:
    if not isinstance(value, str) or not _FTE.fullmatch(value):
        raise PydanticCustomError("fte", "must be a share of a whole job written as a string, from 0.01 to 1")
    share = Decimal(value)
    if share == 0:
        raise PydanticCustomError("fte", "must be more than zero")
    return share


Fte = Annotated[
    Decimal,
    BeforeValidator(_fte),
    WithJsonSchema({"type": "string", "pattern": rf"^({_FTE.pattern})$", "examples": ["0.50"]}),
]
"""What part of a whole job it is, always a string in JSON: more than 0, and 1 at the most."""

EMPLOYMENTS = Dataset(
    DatasetName.EMPLOYMENTS,
    {
        "id": LOW,
        "employment_id": LOW,
        "award_id": LOW,
        "enterprise_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "kind": LOW,
        "fte": MODERATE,
        "sex": MODERATE,
        "age_band": MODERATE,
        "displacement_status": MODERATE,
        "starts_on": MODERATE,
        "ends_on": MODERATE,
        "contract": MODERATE,
        "wage": MODERATE,
        "verified_on": LOW,
        **RECORD_KEEPING,
    },
)

_EMPLOYMENT = {
    "award_id": 17,
    "kind": "new",
    "fte": "0.50",
    "sex": "female",
    "age_band": "18-59",
    "displacement_status": "returnee",
    "starts_on": "2019-11-10",
    "ends_on": None,
    "contract": "permanent",
    "wage": "350-499",
    "verified_on": "2020-05-12",
}


@classified(EMPLOYMENTS)
@example(**_EMPLOYMENT, person="4821-7730-5142")
class EmploymentDraft(Draft):
    """A job in the enterprise of an award, as the caller verified it on a day.

    It began on `starts_on`, one that is `improved` got better on that day; `ends_on` is the last day of it, if it has
    ended. `person` is the registration number of whoever has it, if they consent to that, for `livelihood-support` and
    to `staff`; without one nothing leads back to anybody.
    """

    award_id: Identifier
    kind: JobKind
    fte: Fte
    sex: Sex
    age_band: AgeBand
    displacement_status: DisplacementStatus = DisplacementStatus.UNKNOWN
    starts_on: Day
    ends_on: Day | None = None
    contract: ContractType
    wage: WageBand = WageBand.NOT_STATED
    verified_on: Day
    person: PersonNumber | None = None


@classified(EMPLOYMENTS)
@example(ends_on="2020-09-30")
class EndDraft(Draft):
    """What the last day of a job was."""

    ends_on: Day


class EmploymentsAsked(Asked):
    """What is asked of the list of jobs: of all, or of an award, an enterprise, a project, a place or a kind."""

    award_id: PathIdentifier | None = None
    enterprise_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None
    kind: JobKind | None = None


@classified(EMPLOYMENTS)
@example(id=61, enterprise_id=9, project="JPN-SDN-2019", place="IQG15Q08", **_EMPLOYMENT, **RECORDED)
class EmploymentView(FactView):
    """A job in an enterprise, without the person. `fte` is a string with two decimals."""

    id: int | None = None
    award_id: int | None = None
    enterprise_id: int | None = None
    project: str | None = None
    place: str | None = None
    kind: JobKind | None = None
    fte: Decimal | None = None
    sex: Sex | None = None
    age_band: AgeBand | None = None
    displacement_status: DisplacementStatus | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    contract: ContractType | None = None
    wage: WageBand | None = None
    verified_on: date | None = None
