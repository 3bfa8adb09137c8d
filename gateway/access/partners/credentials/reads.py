"""A partner's credentials, without what is secret of them."""

import json

import asyncpg

from gateway.access.decisions import reads as decisions
from gateway.access.partners import reads as partners
from gateway.access.partners.credentials.views import CredentialView
from shared.database import Reader
from shared.errors import nothing_here

_CREDENTIALS = """
SELECT id, kind, jwk::text AS jwk, decision_id, recorded_at, recorded_by, voided_at, voided_by, void_reason
FROM credentials WHERE partner_id = $1
"""


async def credential(reader: Reader, code: str, id: int) -> CredentialView:
    """One credential of a partner."""
    partner = await partners.row(reader, code)
    row = await reader.fetchrow(f"{_CREDENTIALS} AND id = $2", partner["id"], id)
    if row is None:
        raise nothing_here()
    return await _view(reader, row)


async def of_partner(reader: Reader, code: str) -> list[CredentialView]:
    """The last hundred credentials of a partner."""
    partner = await partners.row(reader, code)
    rows = await reader.fetch(f"{_CREDENTIALS} ORDER BY id DESC LIMIT 100", partner["id"])
    return [await _view(reader, row) for row in rows]


async def _view(reader: Reader, row: asyncpg.Record) -> CredentialView:
    jwk = None if row["jwk"] is None else json.loads(row["jwk"])
    return CredentialView(
        **{name: row[name] for name in ("id", "kind", "recorded_at", "recorded_by")},
        **{name: row[name] for name in ("voided_at", "voided_by", "void_reason")},
        kid=jwk and jwk["kid"],
        jwk=jwk,
        issuance=await decisions.decision(reader, row["decision_id"]),
    )
