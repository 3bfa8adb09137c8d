"""Waves within a mandate: they lie in a place of their own, and under a project or none."""

from services.forums.waves.tables import Wave
from services.forums.waves.views import WAVES, WaveView
from shared.database import Reader
from shared.facts import Source

_QUESTIONS = """(
    SELECT json_agg(
        json_build_object('position', asked.position, 'question_id', question.id, 'code', question.code,
            'version', question.version, 'scale', question.scale)
        ORDER BY asked.position
    ) FROM asked JOIN questions AS question ON question.id = asked.question_id WHERE asked.wave_id = fact.id
)"""

WAVE = Source(
    "wave",
    WAVES,
    Wave,
    WaveView,
    place="fact.place",
    project="fact.project",
    columns={"questions": _QUESTIONS},
)


async def is_answered(reader: Reader, id: int) -> bool:
    """Whether answers to a wave stand."""
    answered: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM answers WHERE wave_id = $1 AND voided_at IS NULL)", id
    )
    return answered
