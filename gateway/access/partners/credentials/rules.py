"""What may happen to a credential: it is stated or made, approved by two people, and retired by one."""

from collections.abc import Sequence

from sqlmodel import col, select

from gateway.access import keys
from gateway.access.callers import Caller
from gateway.access.decisions import rules as decisions
from gateway.access.decisions.tables import Matter
from gateway.access.endings import rules as endings
from gateway.access.endings.views import EndReason
from gateway.access.keys import Unfit
from gateway.access.partners.credentials import secrets
from gateway.access.partners.credentials.tables import Credential
from gateway.access.partners.credentials.views import CredentialDraft, CredentialKind, PublicJwk
from gateway.access.partners.rules import standing
from gateway.access.partners.tables import Partner
from shared.errors import Conflict, Invalid, nothing_here
from shared.write import Write

MOST = {CredentialKind.KEY: 5, CredentialKind.SECRET: secrets.MOST}
"""How many stand at once: enough to change from one to the next, and as many as a sign-in looks at."""


async def add(write: Write, code: str, stated: CredentialDraft, secret_hash: str | None) -> int:
    """Add a key, or a secret by its hash; gives the credential's id."""
    partner = await standing(write, code)
    if (stated.kind is CredentialKind.KEY) != (stated.jwk is not None):
        raise Invalid("jwk-unclear", "A jwk is stated exactly for a key.", field="jwk")
    before = (await write.session.exec(select(Credential).where(col(Credential.partner_id) == partner.id))).all()
    jwk = None if stated.jwk is None else _key(partner, before, stated.jwk)
    standing_now = [each for each in before if each.voided_at is None and each.kind is stated.kind]
    if len(standing_now) >= MOST[stated.kind]:
        raise Conflict(
            "credentials-too-many",
            "At most {most} stand at once; retire one first.",
            field="kind",
            most=MOST[stated.kind],
        )
    credential = Credential(
        partner_id=partner.id,
        kind=stated.kind,
        jwk=jwk,
        secret_hash=secret_hash,
        decision_id=await decisions.propose(write, Matter.CREDENTIAL, needed=2),
        recorded_by=write.caller,
    )
    write.session.add(credential)
    await write.session.flush()
    write.trail("credential.added", credential.id, partner=partner.id, kind=stated.kind)
    return credential.id


async def approve(write: Write, code: str, id: int, caller: Caller) -> int:
    """Approve a credential; with the second person's approval the partner may sign in with it."""
    credential = await _standing_credential(write, code, id)
    if await decisions.approve(write, credential.decision_id, caller):
        write.trail("credential.approved", id, partner=credential.partner_id)
    return id


async def retire(write: Write, code: str, id: int, reason: EndReason) -> int:
    """Retire a credential for good: nobody signs in with it from now on."""
    credential = await _standing_credential(write, code, id)
    await endings.end(write, credential, reason)
    write.trail("credential.retired", id, partner=credential.partner_id, reason=reason)
    return id


async def _standing_credential(write: Write, code: str, id: int) -> Credential:
    partner = await standing(write, code)
    credential = await write.session.get(Credential, id, with_for_update=True)
    if credential is None or credential.partner_id != partner.id:
        raise nothing_here()
    if credential.voided_at is not None:
        raise Conflict("already-voided", "This credential was retired before.")
    return credential


def _key(partner: Partner, before: Sequence[Credential], stated: PublicJwk) -> dict[str, str]:
    """A key as it is kept: a new one of its owner, called by its thumbprint."""
    if partner.jwks_url is not None:
        raise Conflict("keys-published", "This partner publishes its keys at its jwks_url.", field="kind")
    key = keys.taken(stated.model_dump(exclude_none=True))
    thumbprint = key.key.thumbprint()
    if key.kid != thumbprint:
        raise Unfit("kid", "A key is called by its thumbprint (RFC 7638), or not at all.")
    if any(each.jwk is not None and each.jwk["kid"] == thumbprint for each in before):
        raise Conflict("key-known", "This key is or was this partner's; a change takes a new one.", field="jwk")
    return keys.kept(key)
