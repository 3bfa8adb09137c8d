"""Findings within a mandate: told to whoever may see both assistances."""

from services.grants.findings.tables import Finding
from services.grants.findings.views import FINDINGS, FindingView
from shared.facts import AREAS, Source

FINDING = Source(
    "finding",
    FINDINGS,
    Finding,
    FindingView,
    joins=(
        "JOIN assistances AS first ON first.id = fact.first_id JOIN assistances AS second ON second.id = fact.second_id"
        " LEFT JOIN settlements AS settlement ON settlement.finding_id = fact.id"
    ),
    place="first.place",
    project="fact.project",
    person="ARRAY[first.person_id, second.person_id]",
    only=f"second.place LIKE ANY ({AREAS})",
    listed="first.voided_at IS NULL AND second.voided_at IS NULL AND settlement.finding_id IS NULL",
    columns={"outcome": "settlement.outcome"},
)
"""On the list stand those that nobody has settled, of assistances that both stand."""
