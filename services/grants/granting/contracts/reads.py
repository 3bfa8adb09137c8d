"""Contracts and their tranches within a mandate: they lie where the award does, and under its project."""

from datetime import date
from typing import Any

from services.grants.funding.ledger.reads import OUTSTANDING
from services.grants.granting.applications.reads import STANDS
from services.grants.granting.contracts.tables import Contract, Tranche
from services.grants.granting.contracts.views import (
    CONTRACTS,
    TRANCHES,
    ContractView,
    TrancheView,
    VersionsView,
    VersionView,
)
from shared.database import Reader
from shared.facts import Source, find
from shared.mandate import Mandate

LATEST = "(SELECT max(id) FROM contract_versions AS each WHERE each.contract_id = {contract})"
"""SQL: the latest version of a contract. Versions are recorded one after the other."""

CONTRACT = Source(
    "contract",
    CONTRACTS,
    Contract,
    ContractView,
    joins=(
        "JOIN awards AS award ON award.id = fact.award_id"
        f" JOIN contract_versions AS latest ON latest.id = {LATEST.format(contract='fact.id')}"
    ),
    place="award.place",
    project="award.project",
    columns={
        "project": "award.project",
        "place": "award.place",
        "outstanding": OUTSTANDING.format(which="demand.award_id = fact.award_id"),
        **{name: f"latest.{name}" for name in ("version", "signed_on", "amount")},
    },
)

STOPPED = (
    "EXISTS (SELECT FROM transitions AS stands WHERE stands.application_id = {application}"
    f" AND stands.stage IN ('suspended', 'terminated', 'recovery') AND {STANDS})"
)
"""SQL: nothing is paid of the grant that was applied for so, now or any more."""
_VERIFIED = "verification.milestone_id IS NOT NULL"
_TODAY = "(clock_timestamp() AT TIME ZONE 'Asia/Baghdad')::date"

TRANCHE = Source(
    "tranche",
    TRANCHES,
    Tranche,
    TrancheView,
    joins=(
        "JOIN contracts AS contract ON contract.id = fact.contract_id"
        " JOIN awards AS award ON award.id = contract.award_id"
        " LEFT JOIN milestones AS prepared ON prepared.contract_id = fact.contract_id"
        " AND prepared.tranche = fact.number AND prepared.voided_at IS NULL"
        " LEFT JOIN milestone_verifications AS verification ON verification.milestone_id = prepared.id"
    ),
    place="award.place",
    project="award.project",
    only=f"fact.version_id = {LATEST.format(contract='fact.contract_id')}",
    listed="award.voided_at IS NULL",
    columns={
        "project": "award.project",
        "place": "award.place",
        "currency": "contract.currency",
        "milestone_id": "prepared.id",
        "due": f"(fact.due_on <= {_TODAY} AND NOT {_VERIFIED})",
        "payable": f"({_VERIFIED} AND NOT {STOPPED.format(application='award.application_id')})",
    },
)
"""Those of the latest version; on the list stand those of awards that stand."""

_VERSIONS = """
SELECT version.version, version.signed_on, version.amount, contract.currency, version.recorded_at, version.recorded_by
FROM contract_versions AS version JOIN contracts AS contract ON contract.id = version.contract_id
WHERE contract.id = $1 ORDER BY version.version
"""


async def versions(reader: Reader, id: int, mandate: Mandate) -> VersionsView:
    """All versions of a contract, with the fields that the mandate opens."""
    await find(reader, CONTRACT, id, mandate)
    scope = mandate.scope(CONTRACTS.name)
    fields = CONTRACTS.readable(scope, tuple(VersionView.model_fields))
    rows = await reader.fetch(_VERSIONS, id)
    told: dict[str, Any] = {"versions": [{name: row[name] for name in fields} for row in rows]}
    return VersionsView.model_validate({name: told[name] for name in CONTRACTS.readable(scope, ("versions",))})


async def has_milestones(reader: Reader, id: int) -> bool:
    """Whether somebody has prepared a milestone of the contract, and it stands."""
    prepared: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM milestones WHERE contract_id = $1 AND voided_at IS NULL)", id
    )
    return prepared


async def latest(reader: Reader, id: int) -> int:
    """The number of a contract's latest version."""
    version: int = await reader.fetchval("SELECT max(version) FROM contract_versions WHERE contract_id = $1", id)
    return version


async def signed_last(reader: Reader, id: int) -> date:
    """The day on which a contract's latest version was signed."""
    sql = f"SELECT signed_on FROM contract_versions WHERE id = {LATEST.format(contract='$1')}"  # noqa: S608 - no value in it
    signed_on: date = await reader.fetchval(sql, id)
    return signed_on


_BEGUN = f"""
SELECT tranche.number, tranche.milestone, tranche.due_on, tranche.amount
FROM tranches AS tranche JOIN milestones AS prepared ON prepared.contract_id = tranche.contract_id
    AND prepared.tranche = tranche.number AND prepared.voided_at IS NULL
WHERE tranche.contract_id = $1 AND tranche.version_id = {LATEST.format(contract="tranche.contract_id")}
ORDER BY tranche.number
"""  # noqa: S608 - no value in it


async def begun(reader: Reader, id: int) -> list[Any]:
    """The tranches of a contract whose milestones somebody has prepared."""
    return await reader.fetch(_BEGUN, id)
