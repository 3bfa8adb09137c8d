"""Questions, which are the same everywhere."""

from services.forums.questions.tables import Question
from services.forums.questions.views import QUESTIONS, QuestionView
from shared.database import Reader
from shared.facts import Source

QUESTION = Source("question", QUESTIONS, Question, QuestionView)


async def is_asked(reader: Reader, id: int) -> bool:
    """Whether a wave that stands asks a question."""
    asked: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM asked JOIN waves AS wave ON wave.id = asked.wave_id AND wave.voided_at IS NULL"
        " WHERE asked.question_id = $1)",
        id,
    )
    return asked
