"""What callers state about needs and skills, and are told: never whose they are.

What is answered is structured and no more than is scored: no text, nothing of how or by whom somebody was displaced, no
group that they belong to, and no document that they have or lack.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.assisting.phases.views import NeedsScoring
from services.grants.people import IncomeBand, PersonNumber
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode, YesOrNo
from shared.examples import RECORDED, example
from shared.pages import AskedForOthers
from shared.places import DistrictPcode, Pcode
from shared.views import FactView, View, from_json


@listed_as("shelter-kind")
class Shelter(StrEnum):
    """What a household lives in."""

    OWN = "own"
    RENTED = "rented"
    HOSTED = "hosted"
    UNFINISHED = "unfinished"
    MAKESHIFT = "makeshift"


@listed_as("needs-part")
class NeedsPart(StrEnum):
    """What points are given for: first what a household needs, then what somebody can do."""

    DEPENDANTS = "dependants"
    EARNERS = "earners"
    INCOME = "income"
    FEMALE_HEADED = "female_headed"
    DISABILITY = "disability"
    SHELTER = "shelter"
    DEBT = "debt"
    EXPERIENCE = "experience"
    TRAINED = "trained"
    LITERATE = "literate"
    TOOLS = "tools"
    HOURS = "hours"


@listed_as("visited-place")
class VisitedPlace(StrEnum):
    """Where it was looked whether the answers are right."""

    HOME = "home"
    WORKPLACE = "workplace"


@listed_as("as-stated")
class AsStated(StrEnum):
    """Whether it was found as it had been answered."""

    AS_STATED = "as_stated"
    NOT_AS_STATED = "not_as_stated"


ANSWERS = {
    "household_size": MODERATE,
    "dependants": MODERATE,
    "earners": MODERATE,
    "income": MODERATE,
    "female_headed": MODERATE,
    "disability": HIGH,
    "shelter": MODERATE,
    "debt": MODERATE,
    "experience": MODERATE,
    "trained": MODERATE,
    "literate": MODERATE,
    "tools": MODERATE,
    "hours": MODERATE,
}

ASSESSMENTS = Dataset(
    DatasetName.ASSESSMENTS,
    {
        "id": LOW,
        "assessment_id": LOW,
        "phase_id": LOW,
        "project": LOW,
        "person": MODERATE,
        "person_id": MODERATE,
        "household_id": MODERATE,
        "place": MODERATE,
        "assessed_on": LOW,
        **ANSWERS,
        "scoring": LOW,
        "needs": MODERATE,
        "skills": MODERATE,
        "score": MODERATE,
        "parts": HIGH,
        "part": LOW,
        "points": HIGH,
        "most": LOW,
        "stated": HIGH,
        "assessed_by": MODERATE,
        "visited": LOW,
        "visited_on": LOW,
        "found": MODERATE,
        "verified_by": MODERATE,
        **RECORD_KEEPING,
    },
)

MOST_PEOPLE = 40
MOST_YEARS = 70
MOST_HOURS = 84
"""Hours in a week that somebody can work at the most."""

People = Annotated[int, Field(strict=True, ge=0, le=MOST_PEOPLE)]

_ANSWERS = {
    "assessed_on": "2020-01-08",
    "household_size": 6,
    "dependants": 4,
    "earners": 1,
    "income": "below_350000",
    "female_headed": True,
    "disability": False,
    "shelter": "rented",
    "debt": True,
    "experience": 3,
    "trained": False,
    "literate": True,
    "tools": False,
    "hours": 25,
}
_WHERE = {"phase_id": 4, "place": "IQG15Q08"}


@classified(ASSESSMENTS)
@example(**_ANSWERS)
class AnswersDraft(Draft):
    """What somebody answers.

    Of the `household_size` people in a household, `dependants` are those who cannot earn, because they are young, old
    or ill, and `earners` those who do. `income` is what all of them earn in a month. `disability` is that somebody in
    it lives with one. `experience` is in years of the trade that the assistance is for, `trained` that it was learnt,
    `literate` that somebody reads, writes and reckons, `tools` that they have tools or premises for it, and `hours` how
    many they can work in a week.
    """

    assessed_on: Day
    household_size: Annotated[int, Field(strict=True, ge=1, le=MOST_PEOPLE)]
    dependants: People
    earners: People
    income: IncomeBand
    female_headed: YesOrNo
    disability: YesOrNo
    shelter: Shelter
    debt: YesOrNo
    experience: Annotated[int, Field(strict=True, ge=0, le=MOST_YEARS)]
    trained: YesOrNo
    literate: YesOrNo
    tools: YesOrNo
    hours: Annotated[int, Field(strict=True, ge=0, le=MOST_HOURS)]


@classified(ASSESSMENTS)
@example(**_WHERE, person="4821-7730-5142", **_ANSWERS)
class AssessmentDraft(AnswersDraft):
    """What a person answers for a phase that selects by list; `person` is their registration number, and a subject of
    the mandate, and `place` where they would be given something."""

    phase_id: Identifier
    person: PersonNumber
    place: DistrictPcode


@classified(ASSESSMENTS)
@example(visited="home", visited_on="2020-01-14", found="as_stated")
class AssessmentVisitDraft(Draft):
    """What somebody found who went and looked."""

    visited: VisitedPlace
    visited_on: Day
    found: AsStated


class AssessmentsAsked(AskedForOthers):
    """What is asked of the list of assessments: of all, of a phase, a project or a place, or of what was found; with
    `others` of those that the caller may verify."""

    phase_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None
    found: AsStated | None = None


@classified(ASSESSMENTS)
class PartView(View):
    """The `points` for one part, of the `most` that it can have, and what was `stated`."""

    part: NeedsPart
    points: Decimal
    most: int
    stated: str


@classified(ASSESSMENTS)
@example(
    id=31,
    **_WHERE,
    project="JPN-SDN-2019",
    **_ANSWERS,
    scoring="ila-2020",
    needs="37.00",
    skills="19.00",
    score="56.00",
    parts=[{"part": "dependants", "points": "10.00", "most": 15, "stated": "4 / 6"}],
    found="as_stated",
    visited="home",
    visited_on="2020-01-14",
    verified_by="staff:another",
    **RECORDED,
)
class AssessmentView(FactView):
    """What somebody answered, and the points for it from 0 to 100 by the rules of a version: `needs` of at most 60 and
    `skills` of at most 40, with each part explained. `found` is what another person saw who looked; none if nobody
    has."""

    id: int | None = None
    phase_id: int | None = None
    project: str | None = None
    place: str | None = None
    assessed_on: date | None = None
    household_size: int | None = None
    dependants: int | None = None
    earners: int | None = None
    income: IncomeBand | None = None
    female_headed: bool | None = None
    disability: bool | None = None
    shelter: Shelter | None = None
    debt: bool | None = None
    experience: int | None = None
    trained: bool | None = None
    literate: bool | None = None
    tools: bool | None = None
    hours: int | None = None
    scoring: NeedsScoring | None = None
    needs: Decimal | None = None
    skills: Decimal | None = None
    score: Decimal | None = None
    parts: Annotated[list[PartView] | None, from_json] = None
    visited: VisitedPlace | None = None
    visited_on: date | None = None
    found: AsStated | None = None
    verified_by: str | None = None
