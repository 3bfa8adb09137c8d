"""Tokens for whoever tries the demo: staff from the development issuer, partners from the gateway itself."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import httpx

from demo import partners
from demo.errors import Refused
from embedded import keys
from gateway.access import tokens
from shared import places
from shared.callers import Role
from shared.mandate import COUNTRY

ISSUER = "development-issuer"


def staff_token(var: Path, name: str, roles: Iterable[Role], areas: Iterable[str], jwk: str | None = None) -> str:
    """A token of the development issuer for someone who holds these roles in these areas.

    The issuer is that of the platform in `var`, unless the key of another is given.
    """
    roles, areas = list(roles), list(areas)
    for pcode in areas:
        if not places.exists(pcode):
            raise Refused(f"{pcode!r} is no P-code of {places.SOURCE_VERSION}.")
    issuer = tokens.Issuer.of(tokens.DEVELOPMENT, jwk or keys.signing_key(var, ISSUER))
    return tokens.sign(issuer, name, held={role.value: areas for role in roles})


def partner_secrets(var: Path) -> dict[str, str]:
    """The demo partners' client secrets, made on first use."""
    return {code: urlsafe_b64encode(keys.secret(var, f"partner-{code}")).decode() for code in partners.CODES}


async def partner_token(var: Path, code: str, gateway: str) -> str:
    """A partner's token, asked for at the gateway's address as a partner's system would."""
    secret = partner_secrets(var).get(code)
    if secret is None:
        raise Refused(f"There is no demo partner {code!r}; there are {', '.join(partners.CODES)}.")
    async with httpx.AsyncClient(base_url=gateway, timeout=30) as door:
        answer = await door.post(
            "/oauth2/client/token",
            data={"grant_type": "client_credentials", "client_id": code, "client_secret": secret},
        )
    if answer.is_error:
        raise Refused(f"The gateway gave no token to {code!r}.")
    return str(answer.json()["access_token"])


async def suspend_partner(var: Path, gateway: str, code: str, reason: str) -> None:
    """Suspend a partner through the running gateway, in the name of whoever runs the platform on this machine."""
    token = staff_token(var, "operator", [Role.ADMINISTRATOR], [COUNTRY])
    try:
        async with httpx.AsyncClient(base_url=gateway, timeout=30) as door:
            answer = await door.post(
                f"/v1/partners/{quote(code, safe='')}/suspend",
                json={"reason": reason},
                headers={"authorization": f"Bearer {token}"},
            )
    except httpx.TransportError:
        raise Refused(f"The gateway at {gateway} does not answer.") from None
    if answer.is_error:
        raise Refused(f"There is no partner {code!r}." if answer.status_code in {404, 422} else answer.json()["detail"])
