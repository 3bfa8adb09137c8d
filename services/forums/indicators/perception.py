"""How what a population thinks changed, for the forums and places that indicators are told of."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from services.forums.indicators.views import By, IndicatorsAsked, PerceptionMovedView
from services.forums.perception import reads as perception
from shared.database import Reader
from shared.facts import standing
from shared.mandate import Mandate

# $1 is the moment, $2 the last day, $3 areas, $4 projects or none, $5 keys; of each key the last two waves that were
# answered, where they ask something alike.
_LAST = f"""
WITH held AS (
    SELECT wave.id, wave.begins_on, {{key}} AS key FROM waves AS wave
    WHERE {standing("wave", "$1")} AND wave.ends_on <= $2 AND wave.place LIKE ANY ($3)
        AND ($4::text[] IS NULL OR wave.project = ANY ($4)) AND {{of}} AND {{key}} = ANY ($5)
        AND EXISTS (SELECT FROM answers WHERE answers.wave_id = wave.id AND {standing("answers", "$1")})
)
SELECT after.key, before.id, after.id, before.begins_on, after.begins_on
FROM (SELECT DISTINCT ON (key) * FROM held ORDER BY key, begins_on DESC, id DESC) AS after
CROSS JOIN LATERAL (
    SELECT held.id, held.begins_on FROM held
    WHERE held.key = after.key AND held.begins_on < after.begins_on AND EXISTS (
        SELECT FROM asked JOIN asked AS later USING (question_id)
        WHERE asked.wave_id = held.id AND later.wave_id = after.id
    )
    ORDER BY held.begins_on DESC, held.id DESC LIMIT 1
) AS before
"""  # noqa: S608 - no value in it
_OF_FORUMS = _LAST.format(key="wave.forum_id::text", of="wave.forum_id IS NOT NULL")
_OF_PLACES = _LAST.format(key="wave.place", of="wave.forum_id IS NULL")


async def moved(
    reader: Reader, keys: Sequence[str], asked: IndicatorsAsked, until: date, as_of: datetime, mandate: Mandate
) -> dict[str, list[PerceptionMovedView]]:
    """By forum or by place: how the share of favourable answers changed to each question that both waves ask alike."""
    statement = _OF_FORUMS if asked.by is By.FORUM else _OF_PLACES
    projects = mandate.projects if asked.project is None else (asked.project,)
    waves = await reader.fetch(statement, as_of, until, mandate.area_patterns, projects, keys)
    if not waves:
        return {}
    found = await perception.compared(reader, [(before, after) for _, before, after, _, _ in waves], None, as_of)
    told: dict[str, list[PerceptionMovedView]] = defaultdict(list)
    for key, before, after, before_on, after_on in waves:
        paired, changes = found[before, after]
        for each in changes:
            for share in each.shares or ():
                if share.answer is None:
                    figures = share.model_dump(exclude={"answer"})
                    days = {"before_on": before_on, "after_on": after_on}
                    told[key].append(PerceptionMovedView(code=each.code, paired=paired, **days, **figures))
    return told
