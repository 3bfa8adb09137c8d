"""The forums of an area within a mandate: counted as indicators are, over all days and over each of the last quarters.

Seats are counted beside, on the day.
"""

from datetime import date, datetime
from typing import Any

from services.forums.areas.views import AREAS, AreaView
from services.forums.indicators.reads import counted, nothing
from services.forums.indicators.views import By, IndicatorsAsked
from shared import places
from shared.classification import opened
from shared.database import Reader
from shared.days import day_of, last_quarters
from shared.facts import standing
from shared.mandate import Mandate
from shared.places import Level

_BEGINNING = date(1900, 1, 1)
"""Before anything that can be stated to have happened."""

_SEATS = f"""
SELECT count(*) AS members, count(*) FILTER (WHERE member.sex = 'female') AS members_women
FROM forums AS forum JOIN members AS member ON member.forum_id = forum.id AND {standing("member", "$1")}
    AND member.joined_on <= $2 AND (member.left_on IS NULL OR member.left_on > $2)
WHERE {standing("forum", "$1")} AND forum.place LIKE $3 AND ($4::text[] IS NULL OR forum.project = ANY ($4))
"""  # noqa: S608 - no value in it


async def area(reader: Reader, pcode: str, as_of: datetime, mandate: Mandate) -> AreaView:
    """What the forums in an area have done, as known at `as_of`. Refused outside the areas of the mandate."""
    scope = mandate.scope(AREAS.name)
    mandate.require_place(pcode, "pcode")
    day = day_of(as_of)
    quarters = last_quarters(day)
    by = By.DISTRICT if places.place(pcode).level is Level.DISTRICT else By.GOVERNORATE
    asked = IndicatorsAsked(by=by, place=pcode)
    found = await counted(reader, asked, [(_BEGINNING, day), *quarters], as_of, mandate)
    seats = await reader.fetchrow(_SEATS, as_of, day, f"{pcode}%", mandate.projects)
    assert seats is not None

    def figures(since: date) -> dict[str, Any]:
        return {**found.get((pcode, since), nothing()), "since": since}

    told = {**figures(_BEGINNING), **dict(seats), "quarters": [figures(since) for since, _ in quarters]}
    return opened(AreaView.model_validate(told), AREAS, scope)
