"""What callers state about questions, and are told."""

from typing import Annotated

from pydantic import Field

from services.forums.questions.scales import Scale
from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.drafts import Draft, Line, YesOrNo
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

QUESTIONS = Dataset(
    DatasetName.QUESTIONS,
    {
        "id": LOW,
        "code": LOW,
        "version": LOW,
        "scale": LOW,
        "reversed": LOW,
        "wording_en": LOW,
        "wording_ar": LOW,
        "wording_ckb": LOW,
        **RECORD_KEEPING,
    },
)

QuestionCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
"""What a question is called in every version, and its column in a file of answers."""

Wording = Annotated[Line, Field(min_length=1, max_length=400)]
"""What is read out, word for word."""

_QUESTION = {
    "code": "safe_after_dark",
    "scale": "safety",
    "reversed": False,
    "wording_en": "How safe do you feel walking alone in your neighbourhood after dark?",
    "wording_ar": "إلى أي مدى تشعر بالأمان عندما تمشي وحدك في حيّك بعد حلول الظلام؟",
    "wording_ckb": "تا چەند هەست بە سەلامەتی دەکەیت کاتێک بە تەنیا لە گەڕەکەکەتدا دوای تاریکبوون دەڕۆیت؟",
}


@classified(QUESTIONS)
@example(**_QUESTION)
class QuestionDraft(Draft):
    """A question as it is read out in each language, and its scale; `reversed` if the end of the scale is the good one.

    Where there is a question of this code, this is its next version.
    """

    code: QuestionCode
    scale: Scale
    reversed: YesOrNo = False
    wording_en: Wording
    wording_ar: Wording
    wording_ckb: Wording


class QuestionsAsked(Asked):
    """What is asked of the list of questions: of all, or of the versions of one."""

    code: QuestionCode | None = None


@classified(QUESTIONS)
@example(id=4, version=1, **_QUESTION, **RECORDED)
class QuestionView(FactView):
    """A question in one version, whose wording never changes."""

    id: int | None = None
    code: str | None = None
    version: int | None = None
    scale: Scale | None = None
    reversed: bool | None = None
    wording_en: str | None = None
    wording_ar: str | None = None
    wording_ckb: str | None = None
