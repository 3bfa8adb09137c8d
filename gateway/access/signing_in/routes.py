"""Signing in: the token endpoint for partners' systems, and the keys that prove tokens are ours."""

from base64 import b64decode
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Request, Response

from gateway.access import tokens
from gateway.access.signing_in import assertions, sign_in
from gateway.access.signing_in.views import TokenRequest, TokenView
from gateway.access.tokens import unproven
from shared.callers import CallerClass
from shared.errors import Invalid, Unauthenticated
from shared.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["sign-in"])

TOKEN = "/oauth2/client/token"  # noqa: S105 - a path, no secret
KEYS = "/.well-known/jwks.json"
OPEN = frozenset({TOKEN, KEYS})
"""What is asked without a token."""


def audiences(public_url: str | None) -> frozenset[str]:
    """Whom assertions may be made out to: the issuer of our tokens by its name, or the token endpoint by its URL."""
    return frozenset({tokens.GATEWAY} if public_url is None else {tokens.GATEWAY, public_url.rstrip("/") + TOKEN})


@router.post(TOKEN, response_model=TokenView)
async def token(
    request: Request,
    response: Response,
    asked: Annotated[TokenRequest, Form()],
    authorization: Annotated[str | None, Header(max_length=600)] = None,
) -> TokenView:
    """A partner's access token, for an assertion that its system signed or for its client id and secret."""
    if asked.grant_type != "client_credentials":
        raise Invalid("unsupported-grant-type", "Only client_credentials is offered.", field="grant_type")
    client, caller_class = await _signed_in(request.app.state, asked, authorization)
    response.headers["cache-control"] = "no-store"
    return TokenView(access_token=tokens.sign(request.app.state.issuer, client, **{"class": caller_class.value}))


async def _signed_in(state: Any, asked: TokenRequest, authorization: str | None) -> tuple[str, CallerClass]:
    if asked.client_assertion is None and asked.client_assertion_type is None:
        client, secret = _credentials(asked, authorization)
        return client, await sign_in.by_secret(state.database, client, secret)
    alone = authorization is None and asked.client_secret is None
    if not alone or asked.client_assertion is None or asked.client_assertion_type != assertions.TYPE:
        raise unproven()
    return await sign_in.by_assertion(
        state.database, state.published, state.audiences, asked.client_assertion, asked.client_id
    )


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
        raise unproven()
    return text


@router.get(KEYS)
async def keys(request: Request) -> dict[str, Any]:
    """The public keys of the tokens issued here (RFC 7517)."""
    key = request.app.state.issuer.key
    return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "Ed25519"}]}
