"""What callers state about trainings, and are told: who was trained is counted, never named."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.forums.members.views import Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View, from_json

MOST_PEOPLE = 1_000


@listed_as("training-topic")
class Topic(StrEnum):
    """What a training was about."""

    COMMUNITY_POLICING = "community_policing"
    HUMAN_RIGHTS = "human_rights"
    MEDIATION = "mediation"
    GENDER_SENSITIVITY = "gender_sensitivity"
    REFERRAL = "referral"
    SAFETY_PLANNING = "safety_planning"
    DATA_PROTECTION = "data_protection"
    OTHER = "other"


@listed_as("training-facilitator")
class Facilitator(StrEnum):
    """What kind of organisation gave a training."""

    PROGRAMME = "programme"
    INTERIOR_MINISTRY = "interior_ministry"
    LOCAL_AUTHORITY = "local_authority"
    UNIVERSITY = "university"
    CIVIL_SOCIETY = "civil_society"
    OTHER = "other"


@listed_as("trainee")
class Trainee(StrEnum):
    """In which capacity somebody was trained."""

    POLICE = "police"
    MEMBER = "member"


TRAININGS = Dataset(
    DatasetName.TRAININGS,
    {
        "id": LOW,
        "forum_id": LOW,
        "training_id": LOW,
        "topic": LOW,
        "facilitator": LOW,
        "begins_on": LOW,
        "ends_on": LOW,
        "activity": LOW,
        "trained": MODERATE,
        "trainee": MODERATE,
        "sex": MODERATE,
        "people": MODERATE,
        **RECORD_KEEPING,
    },
)

_TRAINING = {
    "forum_id": 5,
    "topic": "community_policing",
    "facilitator": "university",
    "begins_on": "2019-09-08",
    "ends_on": "2019-09-10",
    "activity": 12,
    "trained": [
        {"trainee": "police", "sex": "male", "people": 6},
        {"trainee": "member", "sex": "female", "people": 9},
    ],
}


@classified(TRAININGS)
class TrainedDraft(Draft):
    """How many of one capacity and sex were trained."""

    trainee: Trainee
    sex: Sex
    people: Annotated[int, Field(strict=True, ge=1, le=MOST_PEOPLE)]


def _each_once(trained: list[TrainedDraft]) -> list[TrainedDraft]:
    if len({(each.trainee, each.sex) for each in trained}) < len(trained):
        raise PydanticCustomError("repeated", "has people of one capacity and sex twice")
    return trained


@classified(TRAININGS)
@example(**_TRAINING)
class TrainingDraft(Draft):
    """A training of a forum's police and members, from a day to a day, and who was there, counted.

    `activity` is the number of the activity in the register in which they took part, where it is one: it is kept as it
    is stated, and nothing of anybody comes with it.
    """

    forum_id: Identifier
    topic: Topic
    facilitator: Facilitator
    begins_on: Day
    ends_on: Day
    activity: Identifier | None = None
    trained: Annotated[list[TrainedDraft], AfterValidator(_each_once), Field(min_length=1, max_length=20)]


class TrainingsAsked(Asked):
    """What is asked of the list of trainings: of all, or of one forum, topic or activity."""

    forum_id: PathIdentifier | None = None
    topic: Topic | None = None
    activity: PathIdentifier | None = None


@classified(TRAININGS)
class TrainedView(View):
    """How many of one capacity and sex were trained."""

    trainee: Trainee
    sex: Sex
    people: int


@classified(TRAININGS)
@example(id=4, **_TRAINING, **RECORDED)
class TrainingView(FactView):
    """A training of police and members of a forum."""

    id: int | None = None
    forum_id: int | None = None
    topic: Topic | None = None
    facilitator: Facilitator | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    activity: int | None = None
    trained: Annotated[list[TrainedView], from_json] | None = None
