"""What is known of the answers to a wave, within a mandate; those of respondents are in no view."""

from services.forums.answers.sheets import Expected
from services.forums.answers.tables import Answers
from services.forums.answers.views import ANSWERS, AnswersView
from services.forums.questions.scales import Scale
from services.forums.waves.views import Design
from shared.database import Reader
from shared.facts import Source

ANSWERS_GIVEN = Source(
    "answers",
    ANSWERS,
    Answers,
    AnswersView,
    joins="JOIN waves AS wave ON wave.id = fact.wave_id",
    place="wave.place",
    project="wave.project",
)

_EXPECTED = """
SELECT wave.design, wave.place, question.code, question.scale
FROM waves AS wave
JOIN asked ON asked.wave_id = wave.id
JOIN questions AS question ON question.id = asked.question_id
WHERE wave.id = $1 ORDER BY asked.position
"""


async def expected(reader: Reader, wave_id: int) -> Expected:
    """What a file of answers to a wave, which exists, has to be like."""
    rows = await reader.fetch(_EXPECTED, wave_id)
    questions = {row["code"]: Scale(row["scale"]) for row in rows}
    return Expected(Design(rows[0]["design"]), rows[0]["place"], questions)
