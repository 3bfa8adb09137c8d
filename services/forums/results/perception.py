"""How what people think changed while a project went on: between its waves that ended by the day of a moment."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from services.forums.perception import reads as perception
from services.forums.results.views import ResultsPerceptionView
from shared.database import Reader
from shared.days import day_of, quarter_of
from shared.facts import standing
from shared.mandate import Mandate

# $1 is the project, $2 the moment, $3 areas, $4 the last day. A wave that nobody answered yet is none. Two are compared
# that ask something alike among the same people.
_PAIRS = f"""
WITH held AS MATERIALIZED (
    SELECT wave.id, wave.place, wave.forum_id, wave.begins_on, wave.ends_on FROM waves AS wave
    WHERE wave.project = $1 AND {standing("wave", "$2")} AND wave.place LIKE ANY ($3) AND wave.ends_on <= $4
        AND EXISTS (SELECT FROM answers WHERE answers.wave_id = wave.id AND {standing("answers", "$2")})
)
SELECT {{last}} after.place, after.forum_id, before.id AS before_id, after.id AS after_id,
    before.begins_on AS before_on, after.begins_on AS after_on, after.ends_on
FROM held AS after
CROSS JOIN LATERAL (
    SELECT held.id, held.begins_on FROM held
    WHERE held.place = after.place AND held.forum_id IS NOT DISTINCT FROM after.forum_id
        AND held.begins_on < after.begins_on AND EXISTS (
            SELECT FROM asked JOIN asked AS later USING (question_id)
            WHERE asked.wave_id = held.id AND later.wave_id = after.id
        )
    ORDER BY {{nearest}} LIMIT 1
) AS before
ORDER BY after.place, after.forum_id NULLS FIRST, after.begins_on DESC, after.id DESC
"""  # noqa: S608 - no value in it
_WHOLE = _PAIRS.format(last="DISTINCT ON (after.place, after.forum_id)", nearest="held.begins_on, held.id")
_EACH = _PAIRS.format(last="", nearest="held.begins_on DESC, held.id DESC")


class _Pair(NamedTuple):
    """Two waves among the same people."""

    place: str
    forum_id: int | None
    before_id: int
    after_id: int
    before_on: date
    after_on: date
    ends_on: date


async def whole(reader: Reader, project: str, as_of: datetime, mandate: Mandate) -> list[ResultsPerceptionView]:
    """From the first wave to the last."""
    return [moved for _, moved in await _moved(reader, _WHOLE, project, as_of, mandate)]


async def by_quarter(
    reader: Reader, project: str, as_of: datetime, mandate: Mandate
) -> dict[date, list[ResultsPerceptionView]]:
    """From each wave to the next, under the first day of the quarter in which that one ended."""
    told: dict[date, list[ResultsPerceptionView]] = defaultdict(list)
    for pair, moved in await _moved(reader, _EACH, project, as_of, mandate):
        told[quarter_of(pair.ends_on)].append(moved)
    return told


async def _moved(
    reader: Reader, statement: str, project: str, as_of: datetime, mandate: Mandate
) -> Sequence[tuple[_Pair, ResultsPerceptionView]]:
    rows = await reader.fetch(statement, project, as_of, mandate.area_patterns, day_of(as_of))
    pairs = [_Pair(*row) for row in rows]
    if not pairs:
        return []
    found = await perception.compared(reader, [(pair.before_id, pair.after_id) for pair in pairs], None, as_of)
    moved = []
    for pair in pairs:
        paired, changes = found[pair.before_id, pair.after_id]
        between = {"before_on": pair.before_on, "after_on": pair.after_on, "paired": paired}
        for each in changes:
            for share in each.shares or ():
                if share.answer is None:
                    figures = share.model_dump(exclude={"answer"})
                    of = {"place": pair.place, "forum_id": pair.forum_id, "code": each.code}
                    moved.append((pair, ResultsPerceptionView.model_validate({**of, **between, **figures})))
    return moved
