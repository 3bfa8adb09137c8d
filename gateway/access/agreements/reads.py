"""The agreement that a partner acts under, as it stands now."""

from dataclasses import dataclass

from shared.callers import DatasetName
from shared.database import Reader
from shared.errors import Forbidden
from shared.mandate import COUNTRY


@dataclass(frozen=True)
class Grounds:
    """What of an agreement a request needs: which one it is, and the purpose it allows."""

    reference: str
    purpose: str


async def require_project(reader: Reader, partner: str, dataset: DatasetName, project: str) -> Grounds:
    """The partner's agreement if today it opens this dataset of this project, country-wide, as sealed results are.

    Refused if not, whatever the reason.
    """
    row = await reader.fetchrow(
        "SELECT partner.code || '/' || agreement.version AS reference, agreement.purpose"
        " FROM agreements AS agreement JOIN partners AS partner ON partner.id = agreement.partner_id"
        " WHERE partner.code = $1 AND $2 = ANY (agreement.datasets) AND $3 = ANY (agreement.projects)"
        " AND $4 = ANY (agreement.areas) AND partner.voided_at IS NULL AND agreement.voided_at IS NULL"
        " AND (now() AT TIME ZONE 'Asia/Baghdad')::date BETWEEN agreement.starts_on AND agreement.ends_on",
        partner,
        dataset,
        project,
        COUNTRY,
    )
    if row is None:
        raise Forbidden("not-in-agreement", "No agreement in force gives this partner what it asks for.")
    return Grounds(row["reference"], row["purpose"])
