"""What callers state of somebody's functioning, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft
from shared.examples import RECORDED, example
from shared.views import FactView, View, from_json


@listed_as("functioning-question")
class Question(StrEnum):
    """The six questions, in the order in which they are asked."""

    SEEING = "seeing"
    HEARING = "hearing"
    WALKING = "walking"
    REMEMBERING = "remembering"
    SELF_CARE = "self_care"
    COMMUNICATING = "communicating"


@listed_as("difficulty")
class Difficulty(StrEnum):
    """The four answers, and what else may be said instead."""

    NONE = "no_difficulty"
    SOME = "some_difficulty"
    A_LOT = "a_lot_of_difficulty"
    CANNOT = "cannot_do"
    REFUSED = "refused"
    DONT_KNOW = "dont_know"


@listed_as("disability")
class Disability(StrEnum):
    """What follows from the answers.

    `yes` from a lot of difficulty in one thing at least, or that it cannot be done at all; `no` from six answers below
    that; and otherwise that it is not known. Who was not asked has no answers.
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


FUNCTIONING = Dataset(
    DatasetName.FUNCTIONING,
    {
        "id": LOW,
        "person_id": MODERATE,
        "person": MODERATE,
        "asked_on": HIGH,
        "answers": HIGH,
        "question": HIGH,
        "answer": HIGH,
        **{question.value: HIGH for question in Question},
        "disability": HIGH,
        **RECORD_KEEPING,
        "functioning": HIGH,
    },
)


@classified(FUNCTIONING)
class AnswerDraft(Draft):
    """What somebody answered to one question."""

    question: Question
    answer: Difficulty


def _each_asked_once(answers: list[AnswerDraft]) -> list[AnswerDraft]:
    if len({each.question for each in answers}) < len(answers):
        raise PydanticCustomError("repeated", "has a question twice")
    return answers


_ASKED = {
    "asked_on": "2019-11-05",
    "answers": [
        {"question": "seeing", "answer": "some_difficulty"},
        {"question": "hearing", "answer": "no_difficulty"},
        {"question": "walking", "answer": "a_lot_of_difficulty"},
        {"question": "remembering", "answer": "no_difficulty"},
        {"question": "self_care", "answer": "no_difficulty"},
        {"question": "communicating", "answer": "no_difficulty"},
    ],
}


@classified(FUNCTIONING)
@example(**_ASKED)
class FunctioningPart(Draft):
    """What somebody answered on a day. A question that was not asked is left out."""

    asked_on: Day
    answers: Annotated[list[AnswerDraft], AfterValidator(_each_asked_once), Field(min_length=1, max_length=6)]


@classified(FUNCTIONING)
@example(person="4821-7730-5142", **_ASKED)
class FunctioningDraft(FunctioningPart):
    """What somebody answered on a day, and who."""

    person: RegistrationNumber


@classified(FUNCTIONING)
class AnswerView(View):
    """What somebody answered to one question."""

    question: Question
    answer: Difficulty


@classified(FUNCTIONING)
@example(id=12, person="4821-7730-5142", **_ASKED, disability="yes", **RECORDED)
class FunctioningView(FactView):
    """What somebody answered on a day, in the order of the questions, and what follows of disability."""

    id: int | None = None
    person: str | None = None
    asked_on: date | None = None
    answers: Annotated[list[AnswerView], from_json] | None = None
    disability: Disability | None = None


@classified(FUNCTIONING)
class FunctioningOfPersonView(View):
    """What a person answered, the latest answers first, and what follows from those of disability."""

    functioning: list[FunctioningView] | None = None
    disability: Disability | None = None
