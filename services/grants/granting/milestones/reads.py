"""Milestones within a mandate: they lie where the award does, and under its project."""

from services.grants.granting.contracts.reads import LATEST
from services.grants.granting.milestones.tables import Milestone
from services.grants.granting.milestones.views import MILESTONES, MilestoneView
from shared.database import Reader
from shared.facts import Source

MILESTONE = Source(
    "milestone",
    MILESTONES,
    Milestone,
    MilestoneView,
    joins=(
        "JOIN contracts AS contract ON contract.id = fact.contract_id"
        " JOIN awards AS award ON award.id = contract.award_id"
        " LEFT JOIN milestone_verifications AS verification ON verification.milestone_id = fact.id"
    ),
    place="award.place",
    project="award.project",
    columns={
        "project": "award.project",
        "place": "award.place",
        "files": "ARRAY(SELECT file_id FROM milestone_files WHERE milestone_id = fact.id ORDER BY file_id)",
        "verified_on": "verification.verified_on",
        "verified_by": "verification.recorded_by",
    },
)

WAITS = "verification.milestone_id IS NULL AND fact.recorded_by <> {}"
"""SQL: it waits for the caller, who stands at `{}`."""

_TRANCHE = f"""
SELECT EXISTS (
    SELECT FROM tranches AS tranche
    WHERE tranche.contract_id = $1 AND tranche.number = $2 AND tranche.version_id = {LATEST.format(contract="$1")}
)
"""  # noqa: S608 - no value in it
_FILES = """
SELECT file.id FROM files AS file
JOIN awards AS award ON award.enterprise_id = file.enterprise_id
JOIN contracts AS contract ON contract.award_id = award.id
WHERE contract.id = $1 AND file.id = ANY ($2) AND file.voided_at IS NULL
FOR SHARE OF file
"""


async def has_tranche(reader: Reader, contract_id: int, number: int) -> bool:
    """Whether the latest version of a contract has a tranche of this number."""
    has: bool = await reader.fetchval(_TRANCHE, contract_id, number)
    return has


async def evidence(reader: Reader, contract_id: int, files: list[int]) -> list[int]:
    """Those of these files that stand and are about the enterprise that a contract is with; held until the write
    ends."""
    return [id for (id,) in await reader.fetch(_FILES, contract_id, files)]
