"""What people answered for the phase that selects by list, and the points for it by the rules of the phase."""

import json

import asyncpg

from demo import clock
from services.grants.assisting.assessments.scoring import score
from services.grants.assisting.assessments.views import AnswersDraft
from services.grants.assisting.phases.views import NeedsScoring

_ASKED = ("id", "phase_id", "project", "person_id", "household_id", "place", "scoring")
_COLUMNS = (*_ASKED, *AnswersDraft.model_fields, "needs", "skills", "score", "parts", "recorded_at", "recorded_by")


async def record(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Record the assessment of each of them."""
    rows = [_assessment(row) for row in await connection.fetch("SELECT * FROM answered ORDER BY id")]
    await connection.copy_records_to_table("assessments", records=rows, columns=_COLUMNS)
    await connection.execute("SELECT setval(pg_get_serial_sequence('assessments', 'id'), max(id)) FROM assessments")


def _assessment(row: asyncpg.Record) -> tuple[object, ...]:
    said = {name: row[name] for name in AnswersDraft.model_fields}
    answers = AnswersDraft.model_validate(said | {"assessed_on": str(row["assessed_on"])})
    given = score(answers, NeedsScoring(row["scoring"]))
    parts = json.dumps([part.model_dump(mode="json") for part in given.parts])
    points = (given.needs, given.skills, given.total, parts)
    asked = (row[name] for name in _ASKED)
    return *asked, *said.values(), *points, clock.at(row["assessed_on"], clock.OPENING + 120), row["officer"]
