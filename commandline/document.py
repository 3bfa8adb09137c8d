"""The document of the door, written from the four applications as their code describes them."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from joserfc.jwk import OKPKey

import gateway.app
import services.beneficiary.app
import services.forums.app
import services.grants.app
from gateway import passage
from gateway.document import merging
from gateway.document.files import introduction
from shared.callers import Service

_KEY = bytes(32)
_NOWHERE = "postgresql://nowhere/none"


def applications() -> dict[str, FastAPI]:
    """The four applications by their names, made without a database, a key that matters or a network."""
    signing = json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
    return {
        "beneficiary": services.beneficiary.app.create_app(
            services.beneficiary.app.Settings(database_url=_NOWHERE, mandate_key=_KEY, document_key=_KEY)
        ),
        "grants": services.grants.app.create_app(services.grants.app.Settings(database_url=_NOWHERE, mandate_key=_KEY)),
        "forums": services.forums.app.create_app(services.forums.app.Settings(database_url=_NOWHERE, mandate_key=_KEY)),
        "gateway": gateway.app.create_app(
            gateway.app.Settings(
                gateway_database_url=_NOWHERE,
                gateway_signing_key=signing,
                gateway_pseudonym_key=_KEY,
                beneficiary_mandate_key=_KEY,
                grants_mandate_key=_KEY,
                forums_mandate_key=_KEY,
            )
        ),
    }


def described(apps: dict[str, FastAPI]) -> dict[str, Any]:
    """The document of these four applications."""
    theirs = {service: apps[service].openapi() for service in Service}
    return merging.merged(apps["gateway"].openapi(), theirs, passage.outside, introduction())


def written(document: dict[str, Any]) -> str:
    """A document as it stands in a file: the same for the same document, and one that shows what changed."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write(path: Path) -> None:
    """Write the document down."""
    path.write_text(written(described(applications())), encoding="utf-8")
