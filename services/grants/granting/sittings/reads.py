"""Sittings within a mandate, the ranking that they go by, and what is known of their votes."""

from typing import Any

import asyncpg
from pydantic import TypeAdapter

from services.grants.funding.ledger.reads import ALLOTTED
from services.grants.granting.applications.reads import LAST_CHECK, LAST_FORM, STANDS
from services.grants.granting.applications.stages import Stage
from services.grants.granting.calls.reads import GRANTED
from services.grants.granting.sittings.tables import Sitting
from services.grants.granting.sittings.views import (
    DECIDING,
    SITTINGS,
    MinutesView,
    RankedView,
    RankingView,
    RecusalView,
    RulingView,
    SittingView,
)
from shared.classification import opened
from shared.database import Reader
from shared.facts import Found, Source, find
from shared.mandate import Mandate
from shared.money import Currency, decimals, written

_MEMBERS = "ARRAY(SELECT member.recorded_by FROM sitting_members AS member WHERE member.sitting_id = {} ORDER BY 1)"

SITTING = Source(
    "sitting",
    SITTINGS,
    Sitting,
    SittingView,
    joins="JOIN calls AS call ON call.id = fact.call_id JOIN funds AS fund ON fund.id = call.fund_id",
    project="fund.project",
    columns={"project": "fund.project", "members": _MEMBERS.format("fact.id")},
)

_ASIDE = """
SELECT CASE
    WHEN recused.application_id IS NOT NULL THEN 'recused'
    WHEN EXISTS (SELECT FROM transitions AS verified JOIN applications AS its ON its.id = verified.application_id
            WHERE its.enterprise_id = application.enterprise_id AND verified.stage = 'eoi_verification'
            AND verified.resumes IS NULL AND verified.recorded_by = {member})
        OR EXISTS (SELECT FROM verifications AS visit WHERE visit.enterprise_id = application.enterprise_id
            AND visit.recorded_by = {member}) THEN 'verified-it'
    END
FROM applications AS application
LEFT JOIN LATERAL (
    SELECT recusal.application_id FROM recusals AS recusal
    JOIN applications AS other ON other.id = recusal.application_id
    WHERE recusal.recorded_by = {member} AND other.enterprise_id = application.enterprise_id LIMIT 1
) AS recused ON true
WHERE application.id = {application}
"""
"""SQL: why a member does not decide on an application; null if they do. Who stood aside on an enterprise once, does so
on whatever else it applies for, and who verified it as well; not who only let it back from waiting."""

_WHY_ASIDE = _ASIDE.format(member="$2", application="$1")
_TALLY = f"""
SELECT count(*) FILTER (WHERE vote.choice = 'for') AS votes_for,
    count(*) FILTER (WHERE vote.choice = 'against') AS votes_against,
    count(*) FILTER (WHERE vote.choice = 'abstained') AS votes_abstained
FROM votes AS vote
WHERE vote.sitting_id = $1 AND vote.application_id = $2
    AND ({_ASIDE.format(member="vote.recorded_by", application="vote.application_id")}) IS NULL
"""  # noqa: S608 - no value in it
_RANKED = f"""
SELECT rank() OVER best AS rank, application.id AS application_id, application.enterprise_id, application.place,
    screening.score::text, round(form.amount, $3)::text AS amount,
    round(sum(form.amount) OVER (best ROWS UNBOUNDED PRECEDING), $3)::text AS together,
    sum(form.amount) OVER (best ROWS UNBOUNDED PRECEDING) <= $4 AS within_budget,
    coalesce(checked.outcome = 'cleared', false) AS cleared
FROM applications AS application
JOIN transitions AS stands ON stands.application_id = application.id AND stands.stage = '{Stage.BUSINESS_PLAN}'
    AND {STANDS}
JOIN screenings AS screening ON screening.application_id = application.id
JOIN forms AS form ON form.application_id = application.id
    AND form.number = {LAST_FORM.format(application="application.id")}
LEFT JOIN clearances AS checked ON checked.id = {LAST_CHECK.format(application="application.id")}
WHERE application.call_id = $1 AND application.voided_at IS NULL AND application.place LIKE ANY ($2)
WINDOW best AS (ORDER BY screening.score DESC, application.id)
ORDER BY screening.score DESC, application.id
"""  # noqa: S608 - no value in it
_LEFT = f"""
SELECT call.id AS call_id, call.currency, call.budget, call.scoring, {GRANTED.format(call="call.id")} AS granted,
    {ALLOTTED.format(call="call.id")} AS left
FROM sittings AS sitting JOIN calls AS call ON call.id = sitting.call_id WHERE sitting.id = $1
"""  # noqa: S608 - no value in it
_SITTING = f"""
SELECT sitting.id AS sitting_id, sitting.call_id, fund.project, sitting.held_on, sitting.quorum,
    {_MEMBERS.format("sitting.id")} AS members
FROM sittings AS sitting JOIN calls AS call ON call.id = sitting.call_id JOIN funds AS fund ON fund.id = call.fund_id
WHERE sitting.id = $1
"""  # noqa: S608 - no value in it
_RECUSALS = """
SELECT recusal.application_id, recusal.recorded_by AS member, recusal.ground FROM recusals AS recusal
JOIN applications AS application ON application.id = recusal.application_id
WHERE recusal.sitting_id = $1 AND application.place LIKE ANY ($2) ORDER BY 1, 2
"""
_RULINGS = """
SELECT ruling.application_id, ruling.decision, ruling.amount, call.currency, ruling.votes_for, ruling.votes_against,
    ruling.votes_abstained, ruling.recorded_at, ruling.recorded_by
FROM rulings AS ruling JOIN applications AS application ON application.id = ruling.application_id
JOIN calls AS call ON call.id = application.call_id
WHERE ruling.sitting_id = $1 AND application.place LIKE ANY ($2) ORDER BY ruling.recorded_at
"""

_ALL_RANKED = TypeAdapter(list[RankedView])


async def is_member(reader: Reader, id: int, member: str) -> bool:
    """Whether somebody said that they are at a sitting."""
    is_there: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM sitting_members WHERE sitting_id = $1 AND recorded_by = $2)", id, member
    )
    return is_there


async def why_aside(reader: Reader, application_id: int, member: str) -> str | None:
    """Why a member does not decide on an application: `recused` or `verified-it`; nothing if they do."""
    why: str | None = await reader.fetchval(_WHY_ASIDE, application_id, member)
    return why


async def has_voted(reader: Reader, application_id: int, member: str) -> bool:
    """Whether a member has voted on an application, at whatever sitting."""
    voted: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM votes WHERE application_id = $1 AND recorded_by = $2)", application_id, member
    )
    return voted


async def tally(reader: Reader, id: int, application_id: int) -> asyncpg.Record:
    """The votes of a sitting on an application, of those who may decide on it."""
    row = await reader.fetchrow(_TALLY, id, application_id)
    assert row is not None
    return row


async def ranking(reader: Reader, id: int, mandate: Mandate) -> Found[RankingView]:
    """The applications before a sitting that are ready for it, the best first, against what the call has left."""
    found = await find(reader, SITTING, id, mandate)
    call: Any = await reader.fetchrow(_LEFT, id)
    currency = Currency(call["currency"])
    view = RankingView(
        call_id=call["call_id"],
        scoring=call["scoring"],
        currency=currency,
        budget=written(call["budget"], currency),
        granted=written(call["granted"], currency),
        items=[],
    )
    told = opened(view, DECIDING, mandate.scope(DECIDING.name))
    if "items" in told.model_fields_set:
        rows = await reader.fetch(_RANKED, call["call_id"], mandate.area_patterns, decimals(currency), call["left"])
        told = told.model_copy(update={"items": _opened_at_once(rows, mandate)})
    return Found(told, found.disclosed)


def _opened_at_once(rows: list[asyncpg.Record], mandate: Mandate) -> list[RankedView]:
    """What `opened` gives of each, for a whole call at once."""
    ranked = _ALL_RANKED.validate_python([dict(row) for row in rows])
    fields = tuple(RankedView.model_fields)
    readable = DECIDING.readable(mandate.scope(DECIDING.name), fields)
    if readable != fields:
        for each in ranked:
            each.__pydantic_fields_set__ = set(readable)
    return ranked


async def minutes(reader: Reader, id: int, mandate: Mandate) -> Found[MinutesView]:
    """The minutes of a sitting, as they follow from what was recorded at it; of applications, those in reach."""
    await find(reader, SITTING, id, mandate)
    areas = mandate.area_patterns
    view = MinutesView(
        **dict(await reader.fetchrow(_SITTING, id) or {}),
        recusals=[RecusalView.model_validate(dict(row)) for row in await reader.fetch(_RECUSALS, id, areas)],
        rulings=[RulingView.model_validate(dict(row)) for row in await reader.fetch(_RULINGS, id, areas)],
    )
    return Found(opened(view, DECIDING, mandate.scope(DECIDING.name)), None)
