"""An OpenID Connect provider as a process of its own: `python openid_provider.py PORT CONFIGURATION`.

All that it says and signs is idpyoidc's: discovery, the authorization code flow with PKCE, ID tokens and access tokens.
Here it is given sockets, its people and its clients.
"""

import json
import logging
import sys
from pathlib import Path
from typing import Any

import uvicorn
from cryptojwt.key_jar import KeyJar
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.oidc.authorization import Authorization
from idpyoidc.server.oidc.provider_config import ProviderConfiguration
from idpyoidc.server.oidc.token import Token
from idpyoidc.server.user_authn.user import BasicAuthn
from idpyoidc.server.user_info import UserInfo
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENTS_SAY_WHO_THEY_ARE = ["client_secret_basic", "client_secret_post"]


def provider(issuer: str, address: str, told: dict[str, Any]) -> Server:
    """The provider that says it is `issuer` and stands at `address`."""
    keyjar = KeyJar()
    for owner in ("", issuer):
        keyjar.import_jwks({"keys": told["keys"]}, owner)
    configuration = {
        "issuer": issuer,
        "base_url": address,
        "preference": {"grant_types_supported": ["authorization_code"], "response_types_supported": ["code"]},
        "endpoint": {
            "provider_config": {"path": ".well-known/openid-configuration", "class": ProviderConfiguration},
            "authorization": {"path": "authorize", "class": Authorization},
            "token": {
                "path": "token",
                "class": Token,
                "kwargs": {"client_authn_method": CLIENTS_SAY_WHO_THEY_ARE},
            },
        },
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_methods": {"S256": True}},
            }
        },
        "session_params": {
            "password": "of sessions",
            "salt": "of sessions",
            "sub_func": {
                "public": {"class": "idpyoidc.server.session.manager.PublicID", "kwargs": {"salt": "of subjects"}}
            },
        },
        "token_handler_args": {
            "key_conf": {"key_defs": [{"type": "oct", "bytes": 24, "use": ["enc"], "kid": "code"}]},
            "code": {"lifetime": 600, "kwargs": {"crypt_conf": {"kwargs": {"password": "of codes", "salt": "codes"}}}},
            "token": {
                "class": "idpyoidc.server.token.jwt_token.JWTToken",
                "kwargs": {"alg": told["algorithm"], "base_claims": dict.fromkeys(told["claims"]), "with_jti": True},
            },
            "id_token": {
                "class": "idpyoidc.server.token.id_token.IDToken",
                "kwargs": {
                    "base_claims": dict.fromkeys(told["claims"]),
                    "id_token_signing_alg_values_supported": [told["algorithm"]],
                },
            },
        },
        "authentication": {"password": {"acr": "password", "class": BasicAuthn, "kwargs": {"pwd": told["passwords"]}}},
        "userinfo": {"class": UserInfo, "kwargs": {"db": told["people"]}},
        "jwks_uri": f"{address}/jwks.json",
    }
    server = Server(OPConfiguration(conf=configuration), keyjar=keyjar)
    for client, known in told["clients"].items():
        server.context.cdb[client] = {"id_token_signed_response_alg": told["algorithm"], **known}
        server.context.keyjar.add_symmetric(client, known["client_secret"])
    server.context.token_args_methods.append(_for_the_audience_of_the_client)
    return server


def _for_the_audience_of_the_client(context: Any, client: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """A client's access tokens are for what it calls, if it calls anything but itself."""
    audience = context.cdb[client].get("audience")
    return {**arguments, "resources": audience} if audience else arguments


def application(server: Server, issuer: str) -> Starlette:
    """What of the provider can be asked."""

    async def discovery(_: Request) -> Response:
        endpoint = server.get_endpoint("provider_config")
        return _said(endpoint.do_response(**endpoint.process_request()))

    async def keys(_: Request) -> Response:
        return JSONResponse({"keys": [key.serialize() for key in server.context.keyjar.get_issuer_keys(issuer)]})

    async def authorize(request: Request) -> Response:
        """Who asks has to say a name and a password at once; a person would be shown a form."""
        endpoint = server.get_endpoint("authorization")
        asked = endpoint.parse_request(dict(request.query_params), http_info={"headers": {}})
        if "error" in asked:
            return JSONResponse(asked.to_dict(), 400)
        answer = endpoint.process_request(asked, http_info={}, authn=request.headers["authorization"])
        return RedirectResponse(endpoint.do_response(request=asked, **answer)["response"], status_code=302)

    async def token(request: Request) -> Response:
        endpoint = server.get_endpoint("token")
        form = dict(await request.form())
        http = {"headers": {"authorization": request.headers.get("authorization", "")}}
        asked = endpoint.parse_request(form, http_info=http)
        if "error" in asked:
            return JSONResponse(asked.to_dict(), 400)
        return _said(endpoint.do_response(request=asked, **endpoint.process_request(asked, http_info=http)))

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", discovery),
            Route("/jwks.json", keys),
            Route("/authorize", authorize),
            Route("/token", token, methods=["POST"]),
        ]
    )


def _said(answer: dict[str, Any]) -> Response:
    return Response(answer["response"], media_type="application/json")


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    port, told = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8"))
    address = f"http://127.0.0.1:{port}"
    issuer = told.get("issuer", address)
    uvicorn.run(application(provider(issuer, address, told), issuer), port=port, log_config=None, access_log=True)
