"""Grants of which every milestone was reached and nothing is paid, written into the database as officers and a
committee would have left them; for tests of what comes after."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import asyncpg

STAGES = (
    "draft",
    "eoi",
    "eoi_screened",
    "eoi_verification",
    "full_application",
    "business_plan",
    "investment_committee",
    "contract",
    "milestone",
)

_APPLICATION = """
WITH applied AS (
    INSERT INTO applications (call_id, enterprise_id, place, recorded_by) VALUES ($1, $2, $3, 'staff:Hala') RETURNING id
), formed AS (
    INSERT INTO forms (application_id, number, amount, recorded_by) SELECT id, 0, $4, 'staff:Hala' FROM applied
), moved AS (
    INSERT INTO transitions (application_id, number, after, came_from, stage, milestone, recorded_by)
    SELECT applied.id, step.place - 1, nullif(step.place - 2, -1), ($5::text[])[step.place - 1], step.stage,
        CASE step.stage WHEN 'milestone' THEN 1 END, 'staff:Hala'
    FROM applied, unnest($5::text[]) WITH ORDINALITY AS step (stage, place)
)
INSERT INTO awards (enterprise_id, project, place, owner_sex, amount, currency, approved_on, application_id, fund_id,
    recorded_by)
SELECT $2, fund.project, $3, 'female', $4, call.currency, $6, applied.id, fund.id, 'staff:Layla'
FROM applied, calls AS call JOIN funds AS fund ON fund.id = call.fund_id WHERE call.id = $1
RETURNING id
"""
_ACCOUNTS = """
INSERT INTO accounts (fund_id, standing, award_id, currency, recorded_by)
SELECT fund_id, standing, id, currency, 'staff:Layla'
FROM awards, unnest(ARRAY['committed', 'disbursed', 'returned']) AS standing WHERE id = $1
"""
_COMMITTED = """
WITH posted AS (
    INSERT INTO postings (fund_id, kind, booked_on, call_id, award_id, recorded_by)
    SELECT award.fund_id, 'committed', award.approved_on, application.call_id, award.id, 'staff:Layla'
    FROM awards AS award JOIN applications AS application ON application.id = award.application_id WHERE award.id = $1
    RETURNING id, call_id, award_id
)
INSERT INTO entries (posting_id, account_id, currency, amount)
SELECT posted.id, account.id, account.currency,
    CASE account.standing WHEN 'allotted' THEN -award.amount ELSE award.amount END
FROM posted JOIN awards AS award ON award.id = posted.award_id
JOIN accounts AS account ON account.call_id = posted.call_id
    OR (account.award_id = posted.award_id AND account.standing = 'committed')
"""
_CONTRACT = """
WITH contract AS (
    INSERT INTO contracts (award_id, currency, recorded_by) SELECT id, currency, 'staff:Hala' FROM awards WHERE id = $1
    RETURNING id
), version AS (
    INSERT INTO contract_versions (contract_id, version, signed_on, amount, recorded_by)
    SELECT id, 1, $2, $3, 'staff:Hala' FROM contract RETURNING id, contract_id
), tranche AS (
    INSERT INTO tranches (contract_id, version_id, number, milestone, due_on, amount, recorded_by)
    SELECT contract_id, id, part.number, 'Reached', $2, part.amount, 'staff:Hala'
    FROM version, unnest($4::numeric[]) WITH ORDINALITY AS part (amount, number)
    RETURNING contract_id, number
), prepared AS (
    INSERT INTO milestones (contract_id, tranche, reached_on, recorded_by)
    SELECT contract_id, number, $2, 'staff:Hala' FROM tranche RETURNING id
)
INSERT INTO milestone_verifications (milestone_id, prepared_by, verified_on, recorded_by)
SELECT id, 'staff:Hala', $2, 'staff:Omar' FROM prepared
"""


async def award(
    connection: "asyncpg.Connection[asyncpg.Record]",
    call: int,
    enterprise: int,
    amounts: Sequence[str],
    *,
    place: str = "IQG15Q08",
    on: date = date(2025, 9, 1),
) -> int:
    """An award of a call to an enterprise, under contract, with a tranche of each of these amounts that is payable;
    gives its number."""
    parts = [Decimal(amount) for amount in amounts]
    async with connection.transaction():
        made: int = await connection.fetchval(_APPLICATION, call, enterprise, place, sum(parts), STAGES, on)
        await connection.execute(_ACCOUNTS, made)
        await connection.execute(_COMMITTED, made)
        await connection.execute(_CONTRACT, made, on, sum(parts), parts)
    return made
