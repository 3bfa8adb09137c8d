"""From an access token of the issuer of staff to who holds it, remembered for as long as token and key hold."""

from dataclasses import dataclass
from itertools import chain
from time import time

from gateway.access import signed
from gateway.access.callers import Holder
from gateway.access.fetching import NotFetched
from gateway.access.keys import ALGORITHMS, PublicKey
from gateway.access.signed import Signed, Unreadable
from gateway.access.staff.claims import SKEW, found, is_sound
from gateway.access.staff.held import held_in
from gateway.access.staff.issuers import StaffIssuer
from gateway.access.staff.names import Unfit, name_of
from gateway.access.staff.published import IssuerKeys
from gateway.access.tokens import invalid
from shared.callers import CallerClass
from shared.errors import Forbidden, Unavailable

_REMEMBERED = 1024
_ALGORITHMS = frozenset(chain.from_iterable(ALGORITHMS.values()))


@dataclass(frozen=True)
class _Opened:
    """What a token was found to say, until when, and by which key."""

    holder: Holder
    expires: float
    key: PublicKey


class StaffVerifier:
    """Knows one issuer of staff, and who came with which of its tokens."""

    def __init__(self, issuer: StaffIssuer, *, production: bool) -> None:
        self._issuer = issuer
        self.keys = IssuerKeys(issuer, production=production)
        self._remembered: dict[str, _Opened] = {}

    def remembered(self, token: str) -> Holder | None:
        """Whose token this is, if it was seen before, has not expired and its key has not been withdrawn."""
        opened = self._remembered.get(token)
        if opened is None:
            return None
        if opened.expires + SKEW < time() or not self.keys.hold(opened.key):
            del self._remembered[token]
            return None
        return opened.holder

    async def verify(self, token: str) -> Holder:
        """Whose token this is. Refused in one way whatever is wrong with it, and otherwise as what it lacks."""
        try:
            parts = signed.read(token)
        except Unreadable:
            raise invalid() from None
        if parts.algorithm not in _ALGORITHMS or parts.kid is None or not is_sound(parts, self._issuer, time()):
            raise invalid()
        key = await _signer(self.keys, parts)
        holder = _holder(parts, self._issuer)
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.pop(next(iter(self._remembered)))
        self._remembered[token] = _Opened(holder, float(parts.claims["exp"]), key)
        return holder

    async def close(self) -> None:
        await self.keys.close()


async def _signer(keys: IssuerKeys, parts: Signed) -> PublicKey:
    """The key that signed a token."""
    try:
        candidates = await keys.named(parts.kid)
    except NotFetched:
        raise Unavailable(
            "issuer-unavailable",
            "The issuer of this access token cannot be asked for its keys now; try again.",
            retry_after=10,
        ) from None
    for key in candidates:
        if key.verifies(parts.algorithm, parts.signed, parts.signature):
            return key
    raise invalid()


def _holder(parts: Signed, issuer: StaffIssuer) -> Holder:
    try:
        name = name_of(found(parts.claims, issuer.name_claim))
    except Unfit:
        raise Forbidden(
            "name-unfit",
            "The issuer names this account by nothing, by too much or by characters that cannot be seen.",
        ) from None
    held = held_in(found(parts.claims, issuer.held_claim))
    if not held:
        raise Forbidden("no-role", "The issuer states no role in a known area for this account.")
    return Holder(f"{issuer.code}/{name}", CallerClass.STAFF, held)
