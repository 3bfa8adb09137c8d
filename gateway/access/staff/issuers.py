"""The issuer whose access tokens staff come with, as it is configured."""

from dataclasses import dataclass

from gateway.access.addresses import read

CODE = r"^[a-z][a-z0-9-]{0,19}$"
_METADATA = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class StaffIssuer:
    """An issuer, the audience that its tokens have when they are for us, and where its claims say what we need.

    `code` stands before the name of everybody it vouches for, so that no two issuers speak of one person. A claim is
    called by its name, or by a JSON pointer (RFC 6901) if it lies within another: `held`, `/realm_access/roles`.
    """

    url: str
    audience: str
    code: str = "sso"
    name_claim: str = "sub"
    held_claim: str = "held"

    @property
    def metadata(self) -> str:
        """Where it publishes what it is (OpenID Connect Discovery 1.0)."""
        return self.url.rstrip("/") + _METADATA


def is_fit(url: str, *, production: bool) -> bool:
    """Whether an issuer, or its keys, may stand at an address: over https, or here while something is developed."""
    address = read(url)
    if address is None:
        return False
    return address.scheme == "https" or (address.is_here and not production)
