"""What callers state about waves of surveys, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.forums.questions.scales import Scale
from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode, once_each
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView, View, from_json

MOST_QUESTIONS = 60
MOST_SOUGHT = 10_000


@listed_as("sample-design")
class Design(StrEnum):
    """How respondents were drawn: one by one, by drawing places first, or from each of several strata."""

    SIMPLE = "simple"
    CLUSTER = "cluster"
    STRATIFIED = "stratified"


@listed_as("survey-method")
class SurveyMethod(StrEnum):
    """How answers were taken."""

    FACE_TO_FACE = "face_to_face"
    TELEPHONE = "telephone"
    SELF_COMPLETED = "self_completed"


WAVES = Dataset(
    DatasetName.WAVES,
    {
        "id": LOW,
        "wave_id": LOW,
        "forum_id": LOW,
        "place": LOW,
        "project": LOW,
        "begins_on": LOW,
        "ends_on": LOW,
        "design": LOW,
        "method": LOW,
        "target": LOW,
        "questions": LOW,
        "question_id": LOW,
        "position": LOW,
        "code": LOW,
        "version": LOW,
        "scale": LOW,
        **RECORD_KEEPING,
    },
)

_WAVE = {"begins_on": "2019-07-14", "ends_on": "2019-08-08", "design": "cluster", "method": "face_to_face"}


@classified(WAVES)
@example(forum_id=5, **_WAVE, target=440, questions=[4])
class WaveDraft(Draft):
    """That a wave was opened: about a forum, or about a place and under a project or none; from which day to which; how
    many respondents were sought; and the questions, by their numbers, in order."""

    forum_id: Identifier | None = None
    place: Pcode | None = None
    project: ProjectCode | None = None
    begins_on: Day
    ends_on: Day
    design: Design
    method: SurveyMethod
    target: Annotated[int, Field(strict=True, ge=1, le=MOST_SOUGHT)]
    questions: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_QUESTIONS), once_each]


class WavesAsked(Asked):
    """What is asked of the list of waves: of all, or of one forum, a project or a place."""

    forum_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None


@classified(WAVES)
class AskedView(View):
    """A question that a wave asks, in its version; its code is the column of its answers."""

    position: int
    question_id: int
    code: str
    version: int
    scale: Scale


@classified(WAVES)
@example(
    id=8,
    forum_id=5,
    place="IQG15Q08",
    project="JPN-SDN-2019",
    **_WAVE,
    target=440,
    questions=[{"position": 1, "question_id": 4, "code": "safe_after_dark", "version": 1, "scale": "safety"}],
    **RECORDED,
)
class WaveView(FactView):
    """A wave of a survey. One about a forum lies where the forum does, and is of its project."""

    id: int | None = None
    forum_id: int | None = None
    place: str | None = None
    project: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    design: Design | None = None
    method: SurveyMethod | None = None
    target: int | None = None
    questions: Annotated[list[AskedView], from_json] | None = None
