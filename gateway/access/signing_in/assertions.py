"""Signing in with a signature: private_key_jwt (RFC 7523), each assertion once, and every refusal the same.

An assertion says in a signed JWT who the client is, whom it is meant for and until when. Which algorithm verifies it
is the key's to say; nothing that an assertion brings along is followed or trusted.
"""

import json
import re
from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from time import time
from typing import Any

from gateway.access import keys, signed
from gateway.access.decisions import reads as decisions
from gateway.access.fetching import NotFetched
from gateway.access.keys import PublicKey
from gateway.access.partners import reads as partners
from gateway.access.signed import Signed, Unreadable, audiences, lies
from gateway.access.signing_in.published import Published
from shared.callers import CallerClass
from shared.database import Database

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

LIFE = 300
"""Seconds that an assertion may live from now."""
SKEW = 30
"""Seconds by which a client's clock may differ from ours."""

_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KINDS = ("jwt", "client-authentication+jwt")
_LONGEST_ID = 200

_CLIENT = f"""
SELECT partner.id, partner.caller_class, partner.jwks_url, (
    SELECT json_agg(credential.jwk ORDER BY credential.id) FROM credentials AS credential
    WHERE credential.partner_id = partner.id AND credential.kind = 'key' AND credential.voided_at IS NULL
        AND {decisions.taken("credential.decision_id")}
) AS keys
FROM partners AS partner
WHERE partner.code = $1 AND {partners.may_ask("partner")}
"""  # noqa: S608 - names from code

_USE = """
WITH expired AS (
    DELETE FROM assertions WHERE (partner_id, digest) IN (
        SELECT partner_id, digest FROM assertions WHERE expires_at < now() - interval '10 minutes'
        ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED
    )
)
INSERT INTO assertions (partner_id, digest, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true
"""
"""The insert judges, also between processes. What has expired stays a while, for clocks that differ."""


class Unproven(Exception):
    """Not a client's assertion, or not any more."""


def read(assertion: str) -> Signed:
    """The parts of an assertion, of which nothing is verified. Raises Unproven."""
    try:
        parts = signed.read(assertion)
    except Unreadable:
        raise Unproven from None
    if parts.kind not in _KINDS:
        raise Unproven
    return parts


def client_of(assertion: Signed) -> str:
    """The client that it says it is of, for whatever that is worth."""
    return str(assertion.claims.get("sub"))[:_LONGEST_ID]


async def authenticate(
    database: Database, published: Published, ours: Collection[str], assertion: Signed, client: str | None
) -> CallerClass:
    """The class of the partner whose assertion this is, used up now. Raises Unproven; `client` is what a form says."""
    now = time()
    code = client_of(assertion)
    sound = _is_sound(assertion, ours, now) and client in (None, code)
    row = await database.reading.fetchrow(_CLIENT, code) if _CODE.fullmatch(code) else None
    if row is None or not sound:
        known: tuple[PublicKey, ...] = ()
    elif row["jwks_url"] is None:
        known = keys.among(json.loads(row["keys"] or "[]"))
    else:
        try:
            known = await published.of(row["id"], row["jwks_url"], assertion.kid)
        except NotFetched:
            known = ()
    proven = _is_signed(assertion, known)
    if row is None or not sound or not proven:
        raise Unproven
    digest = sha256(assertion.claims["jti"].encode()).digest()
    until = datetime.fromtimestamp(assertion.claims["exp"], UTC)
    if not await database.appending.fetchval(_USE, row["id"], digest, until):
        raise Unproven
    return CallerClass(row["caller_class"])


def _is_sound(assertion: Signed, ours: Collection[str], now: float) -> bool:
    """Whether the claims are such that a signature can make them good."""
    claims = assertion.claims
    meant_for = audiences(claims)
    return (
        isinstance(claims.get("sub"), str)
        and claims.get("iss") == claims["sub"]
        and bool(meant_for)
        and all(isinstance(each, str) and each in ours for each in meant_for)
        and lies(claims.get("exp"), now, now + LIFE + SKEW)
        and all(lies(claims.get(name, now), 0, now + SKEW) for name in ("iat", "nbf"))
        and _is_id(claims.get("jti"))
    )


def _is_id(jti: Any) -> bool:
    return (
        isinstance(jti, str) and 0 < len(jti) <= _LONGEST_ID and not any("\ud800" <= each <= "\udfff" for each in jti)
    )


def _is_signed(assertion: Signed, known: tuple[PublicKey, ...]) -> bool:
    """Whether one of these keys, or the one that is named, signed it; as much is computed where there is none."""
    candidates = [key for key in known if assertion.kid in (None, key.kid)]
    if not candidates:
        keys.taken(keys.DECOY).verifies("Ed25519", assertion.signed, assertion.signature)
    return any(key.verifies(assertion.algorithm, assertion.signed, assertion.signature) for key in candidates)
