"""What is asked of perception, and told: groups of respondents, never one of them."""

from datetime import datetime
from enum import StrEnum

from services.forums.answers.views import RespondentAge
from services.forums.members.views import Sex
from services.forums.questions.scales import Choice, Scale
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Moment, PathIdentifier
from shared.examples import example
from shared.views import View


@listed_as("perception-by")
class Division(StrEnum):
    """What respondents are divided by."""

    SEX = "sex"
    AGE_BAND = "age_band"
    AREA = "area"


PERCEPTION = Dataset(
    DatasetName.PERCEPTION,
    {
        "wave_id": LOW,
        "before_id": LOW,
        "as_of": LOW,
        "by": LOW,
        "paired": LOW,
        "results": LOW,
        "changes": LOW,
        "question_id": LOW,
        "code": LOW,
        "version": LOW,
        "scale": LOW,
        "sex": MODERATE,
        "age_band": MODERATE,
        "area": MODERATE,
        "hidden": LOW,
        "n": LOW,
        "n_before": LOW,
        "n_after": LOW,
        "shares": LOW,
        "answer": LOW,
        "share": LOW,
        "before": LOW,
        "after": LOW,
        "change": LOW,
        "low": LOW,
        "high": LOW,
        "effective_n": LOW,
    },
)


class PerceptionAsked(Draft):
    """By what respondents are divided, and as known now or at a moment."""

    by: Division | None = None
    as_of: Moment | None = None


class ChangeAsked(PerceptionAsked):
    """The wave that is compared with; unless stated the last one before that is about the same."""

    before_id: PathIdentifier | None = None


_AMONG = {"question_id": 4, "code": "safe_after_dark", "version": 1, "scale": "safety", "hidden": False}


@classified(PERCEPTION)
class ShareView(View):
    """The share of an answer among those who gave one, from 0 to 1, with the bounds of its interval of 95 %; null where
    too few places were asked to tell. `effective_n` is how many drawn one by one would tell as much. Without `answer`
    it is the share of all favourable answers together."""

    answer: Choice | None = None
    share: float
    low: float | None = None
    high: float | None = None
    effective_n: float


@classified(PERCEPTION)
class ResultView(View):
    """What those of one sex, age band or area said to a question, or everybody. `n` gave an answer of the scale. Of who
    is `hidden`, because there are too few of them or of others, nothing is told."""

    question_id: int
    code: str
    version: int
    scale: Scale
    sex: Sex | None = None
    age_band: RespondentAge | None = None
    area: str | None = None
    hidden: bool
    n: int | None = None
    shares: list[ShareView] | None = None


@classified(PERCEPTION)
@example(
    wave_id=8,
    as_of="2019-12-01T00:00:00Z",
    by=None,
    results=[
        {
            **_AMONG,
            "n": 440,
            "shares": [{"share": 0.412, "low": 0.341, "high": 0.487, "effective_n": 187.3}],
        }
    ],
)
class PerceptionView(View):
    """What was answered to each question of a wave, weighted; by `by` as well, where that is asked."""

    wave_id: int | None = None
    as_of: datetime | None = None
    by: Division | None = None
    results: list[ResultView] | None = None


@classified(PERCEPTION)
class DifferenceView(View):
    """By how much the share of an answer changed, from -1 to 1, with the bounds of its interval of 95 %; null where too
    few places were asked to tell. Without `answer`, of all favourable answers together."""

    answer: Choice | None = None
    before: float
    after: float
    change: float
    low: float | None = None
    high: float | None = None


@classified(PERCEPTION)
class PerceptionChangedView(View):
    """How the answers of those of one sex, age band or area to one question changed, or those of everybody. Who is
    `hidden` in one of the waves is hidden here."""

    question_id: int
    code: str
    version: int
    scale: Scale
    sex: Sex | None = None
    age_band: RespondentAge | None = None
    area: str | None = None
    hidden: bool
    n_before: int | None = None
    n_after: int | None = None
    shares: list[DifferenceView] | None = None


@classified(PERCEPTION)
@example(
    wave_id=9,
    before_id=8,
    as_of="2020-02-01T00:00:00Z",
    by=None,
    paired=True,
    changes=[
        {
            **_AMONG,
            "n_before": 440,
            "n_after": 431,
            "shares": [{"before": 0.412, "after": 0.533, "change": 0.121, "low": 0.052, "high": 0.189}],
        }
    ],
)
class PerceptionChangeView(View):
    """How the answers to those questions changed that two waves ask in the same wording. `paired` says that both were
    held in the same clusters, so that what these have of their own does not count as change. Without a wave before,
    `before_id` and `paired` are null and `changes` is empty."""

    wave_id: int | None = None
    before_id: int | None = None
    as_of: datetime | None = None
    by: Division | None = None
    paired: bool | None = None
    changes: list[PerceptionChangedView] | None = None
