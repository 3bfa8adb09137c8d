"""The four applications as their code describes them: made without a database, a key that matters or a network."""

import json
from functools import cache
from typing import Any

from fastapi import FastAPI
from joserfc.jwk import OKPKey

import gateway.app
import gateway.metadata
import services.beneficiary.app
import services.beneficiary.metadata
import services.forums.app
import services.forums.metadata
import services.grants.app
import services.grants.metadata

KEY = bytes(32)
NOWHERE = "postgresql://nowhere/none"

METADATA = {
    "beneficiary": services.beneficiary.metadata.metadata,
    "grants": services.grants.metadata.metadata,
    "forums": services.forums.metadata.metadata,
    "gateway": gateway.metadata.metadata,
}


@cache
def app(name: str) -> FastAPI:
    if name == "gateway":
        key = json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
        return gateway.app.create_app(
            gateway.app.Settings(
                gateway_database_url=NOWHERE,
                gateway_signing_key=key,
                gateway_pseudonym_key=KEY,
                beneficiary_mandate_key=KEY,
                grants_mandate_key=KEY,
                forums_mandate_key=KEY,
            )
        )
    service = {"beneficiary": services.beneficiary.app, "grants": services.grants.app, "forums": services.forums.app}
    more = {"document_key": KEY} if name == "beneficiary" else {}
    return service[name].create_app(service[name].Settings(database_url=NOWHERE, mandate_key=KEY, **more))


@cache
def document(name: str) -> dict[str, Any]:
    """The application's OpenAPI document."""
    described: dict[str, Any] = app(name).openapi()
    return described
