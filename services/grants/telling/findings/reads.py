"""Findings within a mandate: told to whoever may see both assistances, both awards, or the one and the other."""

from collections.abc import Sequence

from services.grants.granting.awards.reads import WHOSE
from services.grants.telling.findings.tables import Finding
from services.grants.telling.findings.views import FINDINGS, ConcernedView, FindingView
from shared.database import Reader
from shared.facts import AREAS, Source

_SIDES = " ".join(
    f"LEFT JOIN assistances AS {side} ON {side}.id = fact.{side}_id"
    f" LEFT JOIN awards AS {side}_award ON {side}_award.id = fact.{side}_award_id"
    for side in ("first", "second")
)
_AWARDEES = (
    "SELECT awardee.person_id FROM awardees AS awardee WHERE awardee.award_id IN (first_award.id, second_award.id)"
    " UNION SELECT owner.person_id FROM owners AS owner"
    " WHERE owner.enterprise_id IN (first_award.enterprise_id, second_award.enterprise_id)"
)

FINDING = Source(
    "finding",
    FINDINGS,
    Finding,
    FindingView,
    joins=f"{_SIDES} LEFT JOIN settlements AS settlement ON settlement.finding_id = fact.id",
    place="coalesce(first.place, first_award.place)",
    apart=("first.place", "CASE WHEN fact.first_id IS NULL THEN first_award.place END"),
    project="fact.project",
    person=(
        "CASE WHEN fact.second_id IS NOT NULL THEN ARRAY[first.person_id, second.person_id]"
        f" WHEN fact.first_id IS NOT NULL THEN ARRAY(SELECT first.person_id UNION {_AWARDEES})"
        f" ELSE ARRAY({_AWARDEES}) END"
    ),
    only=f"coalesce(second.place, second_award.place, first_award.place) LIKE ANY ({AREAS})",
    listed=(
        "coalesce(first.voided_at, second.voided_at, first_award.voided_at, second_award.voided_at) IS NULL"
        " AND settlement.finding_id IS NULL"
    ),
    columns={"outcome": "settlement.outcome"},
)
"""On the list stand those that nobody has settled, of assistances or awards that both stand."""

OWNED = """
    SELECT awardee.award_id, awardee.person_id FROM awardees AS awardee WHERE awardee.voided_at IS NULL
    UNION
    SELECT award.id, owner.person_id
    FROM owners AS owner JOIN awards AS award ON award.enterprise_id = owner.enterprise_id
    WHERE owner.voided_at IS NULL
"""
"""SQL: whose each award is, of a fund or from before there were funds."""

ABOUT_AWARDED = """
SELECT award_id FROM awardees WHERE person_id = ANY ($1)
UNION SELECT award.id FROM awards AS award JOIN owners AS owner ON owner.enterprise_id = award.enterprise_id
WHERE owner.person_id = ANY ($1)
"""
"""SQL: the awards that are people's, or were until an owner or an awardee was voided."""

_CONCERNED = f"""
WITH about AS ({ABOUT_AWARDED}),
found AS (
    SELECT unnest(ARRAY[first_award_id, second_award_id]) AS award_id FROM findings
    WHERE voided_at IS NULL AND (first_award_id IN (SELECT * FROM about) OR second_award_id IN (SELECT * FROM about))
)
SELECT unnest($1::int[]) AS person_id
UNION SELECT whose.person_id FROM ({WHOSE}) AS whose
WHERE whose.award_id IN (SELECT * FROM about UNION SELECT award_id FROM found)
ORDER BY person_id
"""  # noqa: S608 - no value in it


_HOUSEHOLDS = """
SELECT DISTINCT household_id FROM assistances
WHERE person_id = ANY ($1) AND household_id IS NOT NULL AND voided_at IS NULL ORDER BY household_id
"""


async def concerned(reader: Reader, people: Sequence[int]) -> ConcernedView:
    """These people, and whoever has an award with one of them or one that was found to be the same person's; and the
    households where they lived when they were assisted."""
    return ConcernedView(
        people=[row["person_id"] for row in await reader.fetch(_CONCERNED, people)],
        households=[row["household_id"] for row in await reader.fetch(_HOUSEHOLDS, people)],
    )
