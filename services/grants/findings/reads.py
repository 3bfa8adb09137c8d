"""Findings within a mandate: told to whoever may see both assistances, or both awards."""

from services.grants.findings.tables import Finding
from services.grants.findings.views import FINDINGS, FindingView
from shared.facts import AREAS, Source

_SIDES = " ".join(
    f"LEFT JOIN assistances AS {side} ON {side}.id = fact.{side}_id"
    f" LEFT JOIN awards AS {side}_award ON {side}_award.id = fact.{side}_award_id"
    for side in ("first", "second")
)
_AWARDEES = (
    "SELECT awardee.person_id FROM awardees AS awardee WHERE awardee.award_id IN (first_award.id, second_award.id)"
)

FINDING = Source(
    "finding",
    FINDINGS,
    Finding,
    FindingView,
    joins=f"{_SIDES} LEFT JOIN settlements AS settlement ON settlement.finding_id = fact.id",
    place="coalesce(first.place, first_award.place)",
    apart=("first.place", "first_award.place"),
    project="fact.project",
    person=(
        "CASE fact.kind WHEN 'assisted_twice' THEN ARRAY[first.person_id, second.person_id]"
        f" ELSE ARRAY({_AWARDEES}) END"
    ),
    only=f"coalesce(second.place, second_award.place) LIKE ANY ({AREAS})",
    listed=(
        "coalesce(first.voided_at, second.voided_at, first_award.voided_at, second_award.voided_at) IS NULL"
        " AND settlement.finding_id IS NULL"
    ),
    columns={"outcome": "settlement.outcome"},
)
"""On the list stand those that nobody has settled, of assistances or awards that both stand."""
