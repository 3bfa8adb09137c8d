"""Partners as they stand now, for those who keep them."""

import asyncpg

from gateway.access.decisions import reads as decisions
from gateway.access.partners.views import PartnerView
from gateway.access.suspensions import reads as suspensions
from shared.database import Reader
from shared.errors import nothing_here

_OF_CODE = """
SELECT id, code, name, caller_class, sandbox, jwks_url, contacts, requests_per_minute, lookups_per_day, decision_id,
    recorded_at, recorded_by, voided_at, voided_by, void_reason
FROM partners WHERE code = $1
"""


def may_ask(partner: str) -> str:
    """SQL: the partner of this alias is onboarded, not offboarded and not suspended."""
    return (
        f"({partner}.voided_at IS NULL AND {decisions.taken(f'{partner}.decision_id')}"
        f" AND NOT {suspensions.suspended('partner_id', f'{partner}.id')})"
    )


async def row(reader: Reader, code: str) -> asyncpg.Record:
    """The partner of this code, also when it was offboarded."""
    found = await reader.fetchrow(_OF_CODE, code)
    if found is None:
        raise nothing_here()
    return found


async def partner(reader: Reader, code: str) -> PartnerView:
    """A partner, who approved its onboarding, and the suspensions that last."""
    found = await row(reader, code)
    return PartnerView(
        **{name: found[name] for name in PartnerView.model_fields if name in found},
        onboarding=await decisions.decision(reader, found["decision_id"]),
        suspensions=await suspensions.lasting(reader, "partner_id", found["id"]),
    )
