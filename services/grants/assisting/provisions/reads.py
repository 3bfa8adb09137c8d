"""What assistance is given as, within a mandate: it lies where the assistance does, and under its project."""

from typing import Any

from services.grants.amounts import told_in_sql
from services.grants.assisting.provisions.tables import Provision
from services.grants.assisting.provisions.views import (
    PROVISIONS,
    ProvisionVersionsView,
    ProvisionVersionView,
    ProvisionView,
)
from shared.database import Reader
from shared.facts import Source, find
from shared.mandate import Mandate

LATEST = "(SELECT max(id) FROM provision_versions AS each WHERE each.provision_id = {provision})"
"""SQL: the latest version. Versions are recorded one after the other."""

STANDS = (
    "delivery.voided_at IS NULL"
    " AND NOT EXISTS (SELECT FROM delivery_returns AS back WHERE back.delivery_id = delivery.id)"
)
"""SQL: a delivery was made and nobody has taken it back."""

_DELIVERED = f"""coalesce((
    SELECT sum(handed.quantity)
    FROM delivery_lines AS handed JOIN deliveries AS delivery ON delivery.id = handed.delivery_id
    WHERE delivery.provision_id = {{provision}} AND handed.number = line.number AND {STANDS}
), 0)"""  # noqa: S608 - no value in it
_LINES = f"""coalesce((
    SELECT json_agg(json_build_object(
        'number', line.number, 'item', line.item, 'unit', line.unit, 'quantity', line.quantity,
        'unit_cost', {told_in_sql("line.unit_cost", "assistance.currency")},
        'delivered', handed.so_far, 'missing', line.quantity - handed.so_far
    ) ORDER BY line.number)
    FROM provision_lines AS line CROSS JOIN LATERAL (SELECT {_DELIVERED} AS so_far) AS handed
    WHERE line.version_id = {{version}}
), '[]')"""  # noqa: S608 - no value in it

PROVISION = Source(
    "provision",
    PROVISIONS,
    Provision,
    ProvisionView,
    joins=(
        "JOIN assistances AS assistance ON assistance.id = fact.assistance_id"
        f" JOIN provision_versions AS latest ON latest.id = {LATEST.format(provision='fact.id')}"
        " LEFT JOIN provision_approvals AS approval ON approval.version_id = latest.id"
    ),
    place="assistance.place",
    project="assistance.project",
    person="assistance.person_id",
    columns={
        "project": "assistance.project",
        "place": "assistance.place",
        "amount": "assistance.amount",
        "currency": "assistance.currency",
        "version": "latest.version",
        "form": "latest.form",
        "lines": _LINES.format(provision="fact.id", version="latest.id"),
        "complete": (
            "CASE WHEN latest.form = 'in_kind' THEN NOT EXISTS (SELECT FROM provision_lines AS line"
            f" WHERE line.version_id = latest.id AND line.quantity > {_DELIVERED.format(provision='fact.id')}) END"
        ),
        "approved": "(approval.version_id IS NOT NULL)",
        "drawn_by": "latest.recorded_by",
        "approved_by": "approval.recorded_by",
    },
)

_VERSIONS = f"""
SELECT version.version, version.form, {_LINES.format(provision="version.provision_id", version="version.id")} AS lines,
    version.recorded_at, version.recorded_by, approval.recorded_by AS approved_by
FROM provision_versions AS version
JOIN provisions AS provision ON provision.id = version.provision_id
JOIN assistances AS assistance ON assistance.id = provision.assistance_id
LEFT JOIN provision_approvals AS approval ON approval.version_id = version.id
WHERE version.provision_id = $1 ORDER BY version.version
"""  # noqa: S608 - no value in it


async def versions(reader: Reader, id: int, mandate: Mandate) -> ProvisionVersionsView:
    """All versions, with the fields that the mandate opens."""
    await find(reader, PROVISION, id, mandate)
    scope = mandate.scope(PROVISIONS.name)
    fields = PROVISIONS.readable(scope, tuple(ProvisionVersionView.model_fields))
    rows = await reader.fetch(_VERSIONS, id)
    told: dict[str, Any] = {"versions": [{name: row[name] for name in fields} for row in rows]}
    return ProvisionVersionsView.model_validate(
        {name: told[name] for name in PROVISIONS.readable(scope, ("versions",))}
    )


async def latest(reader: Reader, id: int) -> Any:
    """The `id`, `version`, `form`, `drawn_by` and `approved_by` of the latest version; nobody where nobody has."""
    return await reader.fetchrow(
        "SELECT version.id, version.version, version.form, version.recorded_by AS drawn_by,"
        " approval.recorded_by AS approved_by FROM provision_versions AS version"
        " LEFT JOIN provision_approvals AS approval ON approval.version_id = version.id"
        " WHERE version.provision_id = $1 ORDER BY version.id DESC LIMIT 1",
        id,
    )


async def has_deliveries(reader: Reader, id: int) -> bool:
    """Whether a delivery of it stands."""
    delivered: bool = await reader.fetchval(
        f"SELECT EXISTS (SELECT FROM deliveries AS delivery WHERE delivery.provision_id = $1 AND {STANDS})",  # noqa: S608 - no value in it
        id,
    )
    return delivered


async def pages(reader: Reader, id: int) -> int:
    """How many deliveries were recorded of it, those that do not stand among them."""
    recorded: int = await reader.fetchval("SELECT count(*) FROM deliveries WHERE provision_id = $1", id)
    return recorded
