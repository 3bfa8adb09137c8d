"""What is told of the answers to a wave: that they were given, and of how many. No row of theirs is ever told."""

from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

MOST_RESPONDENTS = 10_000


@listed_as("respondent-age-band")
class RespondentAge(StrEnum):
    """Age in completed years of those who are asked: adults, with youth apart."""

    FROM_18_TO_24 = "18-24"
    FROM_25_TO_35 = "25-35"
    FROM_36_TO_59 = "36-59"
    FROM_60 = "60+"
    NOT_STATED = "not_stated"


ANSWERS = Dataset(
    DatasetName.ANSWERS,
    {
        "id": LOW,
        "wave_id": LOW,
        "answers_id": LOW,
        "respondents": MODERATE,
        "line": HIGH,
        "area": HIGH,
        "cluster": HIGH,
        "stratum": HIGH,
        "sex": HIGH,
        "age_band": HIGH,
        "weight": HIGH,
        "choices": HIGH,
        **RECORD_KEEPING,
    },
)


class AnswersAsked(Asked):
    """What is asked of the list of files with answers: of all, or of one wave."""

    wave_id: PathIdentifier | None = None


@classified(ANSWERS)
@example(id=3, wave_id=8, respondents=444, **RECORDED)
class AnswersView(FactView):
    """That the answers to a wave were given, and of how many respondents."""

    id: int | None = None
    wave_id: int | None = None
    respondents: int | None = None
