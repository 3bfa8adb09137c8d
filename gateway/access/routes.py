"""Signing in: the token endpoint for partners' systems, and the keys that prove tokens are ours."""

from base64 import b64decode
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.access import tokens
from gateway.access.partners.secrets import authenticate
from shared.errors import Invalid, Unauthenticated
from shared.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["sign-in"])

Short = Annotated[str, Field(max_length=200)]


class TokenRequest(BaseModel):
    """RFC 6749, client credentials; the client and its secret may stand in an Authorization header instead."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    grant_type: Short
    client_id: Short | None = None
    client_secret: Short | None = None
    scope: Short | None = None


class TokenView(BaseModel):
    """An access token and how many seconds it lives."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - a kind of token, no secret
    expires_in: int = tokens.LIFE


@router.post("/oauth2/client/token", response_model=TokenView)
async def token(
    request: Request,
    response: Response,
    asked: Annotated[TokenRequest, Form()],
    authorization: Annotated[str | None, Header(max_length=600)] = None,
) -> TokenView:
    """A partner's access token for its client id and secret."""
    if asked.grant_type != "client_credentials":
        raise Invalid("unsupported-grant-type", "Only client_credentials is offered.", field="grant_type")
    client, secret = _credentials(asked, authorization)
    caller_class = await authenticate(request.app.state.database.reading, client, secret)
    response.headers["cache-control"] = "no-store"
    return TokenView(access_token=tokens.sign(request.app.state.issuer, client, **{"class": caller_class.value}))


def _credentials(asked: TokenRequest, authorization: str | None) -> tuple[str, str]:
    if authorization is None:
        if not asked.client_id or not asked.client_secret:
            raise Unauthenticated("invalid-client", "State client_id and client_secret.")
        return _plain(asked.client_id), _plain(asked.client_secret)
    scheme, _, encoded = authorization.partition(" ")
    try:
        client, colon, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        client = colon = secret = ""
    if scheme.lower() != "basic" or not colon:
        raise Unauthenticated("invalid-client", "State client_id and client_secret.")
    return _plain(client), _plain(secret)


def _plain(text: str) -> str:
    if "\0" in text or not text.isprintable():
        raise Unauthenticated("invalid-client", "The client and its secret do not belong together.")
    return text


@router.get("/.well-known/jwks.json")
async def keys(request: Request) -> dict[str, Any]:
    """The public keys of the tokens issued here (RFC 7517)."""
    key = request.app.state.issuer.key
    return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "Ed25519"}]}
