"""What may happen to answers: all of a wave's are given at once, and all are voided."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from services.forums.answers.sheets import Row
from services.forums.answers.tables import Answers
from services.forums.waves.rules import require_wave
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged

CSV = "text/csv"
_COLUMNS = ("answers_id", "line", "area", "cluster", "stratum", "sex", "age_band", "weight", "choices")


def require_csv(stated: str | None) -> None:
    """Refuse a file that does not say it is CSV."""
    if (stated or "").partition(";")[0].strip().lower() != CSV:
        raise Invalid("unsupported-file", "Answers are given as {kind}.", field="Content-Type", kind=CSV)


async def give(write: Write, wave_id: int, rows: Sequence[Row], mandate: Mandate) -> int:
    """Record what the respondents of a wave said, who are these rows."""
    wave = await require_wave(write, wave_id, mandate, "wave_id")
    given = Answers(wave_id=wave.id, respondents=len(rows), recorded_by=write.caller)
    before = Conflict("answers-given", "The answers to this wave were given: void them first.", field="wave_id")
    async with judged(write, {"uq_answers_standing": before}):
        write.session.add(given)
    records = [(given.id, line, *astuple(row)) for line, row in enumerate(rows, 1)]
    connection: Any = await write.reader()  # asyncpg's own, which takes many rows at once
    await connection.copy_records_to_table("respondents", records=records, columns=_COLUMNS)
    write.trail("answers.given", given.id, wave=wave.id)
    return given.id
