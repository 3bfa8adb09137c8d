"""Enterprises within a mandate."""

from services.grants.granting.doubles.reads import possible
from services.grants.granting.enterprises.tables import Enterprise
from services.grants.granting.enterprises.views import DECLARED, ENTERPRISES, EnterpriseView, RecordedEnterpriseView
from services.grants.granting.owners.reads import people
from shared.database import Reader
from shared.facts import Found, Source, find
from shared.mandate import Mandate

LAST_VISIT = (
    "(SELECT max(id) FROM verifications AS visit WHERE visit.enterprise_id = {enterprise} AND visit.voided_at IS NULL)"
)
"""SQL: the number of the last visit to an enterprise that stands."""

ENTERPRISE = Source(
    "enterprise",
    ENTERPRISES,
    Enterprise,
    EnterpriseView,
    joins=f"LEFT JOIN verifications AS verified ON verified.id = {LAST_VISIT.format(enterprise='fact.id')}",
    place="fact.place",
    person=people("fact.id"),
    columns={
        "visited_on": "verified.visited_on",
        "visited_by": "verified.recorded_by",
        **{f"verified_{name}": f"verified.{name}" for name in DECLARED},
    },
)


async def recorded(reader: Reader, id: int, mandate: Mandate) -> Found[RecordedEnterpriseView]:
    """An enterprise that was just recorded, with others that may be it."""
    found = await find(reader, ENTERPRISE, id, mandate)
    told = found.view.model_dump(exclude_unset=True)
    doubles = await possible(reader, id, mandate)
    if doubles is not None:
        told["doubles"] = doubles
    return Found(RecordedEnterpriseView.model_validate(told), found.disclosed)


async def has_awards(reader: Reader, id: int) -> bool:
    """Whether an award of the enterprise stands."""
    awarded: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM awards WHERE enterprise_id = $1 AND voided_at IS NULL)", id
    )
    return awarded


async def has_applications(reader: Reader, id: int) -> bool:
    """Whether the enterprise applies for a grant: one of its applications stands and was not rejected or withdrawn."""
    applies: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM applications AS application WHERE application.enterprise_id = $1"
        " AND application.voided_at IS NULL AND NOT EXISTS (SELECT FROM transitions AS ended"
        " WHERE ended.application_id = application.id AND ended.stage IN ('rejected', 'withdrawn')))",
        id,
    )
    return applies
