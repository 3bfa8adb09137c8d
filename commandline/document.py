"""The document of the door, written from the four applications as their code describes them."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from joserfc.jwk import OKPKey

import gateway.app
import services.beneficiary.app
import services.forums.app
import services.grants.app
from commandline import refusals
from commandline.raised import FOLDERS, raised
from gateway import passage
from gateway.document import merging
from gateway.document.files import DOCUMENT, introduction
from shared.callers import Service

INSIDE = {
    "mandate-missing",
    "mandate-invalid",
    "mandate-expired",
    "not-by-consent",
    "not-for-callers",
    "cursor-ahead",
    "survivor-for-each",
    "metrics-token-invalid",
}
"""Types of problem that the gateway alone is ever answered with, or whoever watches the platform."""

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


def routes(of: FastAPI) -> list[APIRoute]:
    """All routes of an application, also those that its document leaves out."""
    return [route for route in of.routes if isinstance(route, APIRoute)]


def described(apps: Mapping[str, FastAPI]) -> dict[str, Any]:
    """The document of these four applications."""
    documents = {name: _with_problems(app) for name, app in apps.items()}
    theirs = {service: documents[service] for service in Service}
    _with_problems_of_services(documents["gateway"], theirs)
    return merging.merged(documents["gateway"], theirs, passage.outside, introduction(), _problems(apps))


def _with_problems(app: FastAPI) -> dict[str, Any]:
    """An application's document, in which each operation names the types of problem that are its own."""
    document = deepcopy(app.openapi())
    for route in routes(app):
        own = sorted(refusals.of_route(route) - refusals.everywhere())
        for method, operation in document["paths"].get(route.path, {}).items():
            if method.upper() in (route.methods or ()):
                operation["x-problems"] = [f"/problems/{type}" for type in own]
    return document


def _with_problems_of_services(own: dict[str, Any], theirs: Mapping[Service, dict[str, Any]]) -> None:
    """Name with what the gateway asks a service by its own path what is refused there."""
    for path, methods in own["paths"].items():
        for document in theirs.values():
            for method, operation in document["paths"].get(path.removeprefix("/v1"), {}).items():
                if method in methods:
                    named = {*methods[method]["x-problems"], *operation["x-problems"]}
                    methods[method]["x-problems"] = sorted(named - {f"/problems/{type}" for type in INSIDE})


def _problems(apps: Mapping[str, FastAPI]) -> dict[str, Any]:
    """Every type of problem: its status, what is said with it, and whether any route may answer with it."""
    said: dict[str, set[str]] = {}
    for folder in FOLDERS.values():
        for refusal in raised(folder):
            for type in refusal.types:
                said.setdefault(f"/problems/{type}", set()).add(refusal.sentence)
    types = {kind.type: kind for app in apps.values() for kind in app.state.problem_types}
    return {
        type: {
            "status": kind.status,
            "title": kind.title,
            "sentences": sorted(said[type]),
            "everywhere": type.removeprefix("/problems/") in refusals.everywhere(),
        }
        for type, kind in sorted(types.items())
        if type.removeprefix("/problems/") not in INSIDE
    }


def written(document: dict[str, Any]) -> str:
    """A document as it stands in a file: the same for the same document, and one that shows what changed."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def document() -> None:
    """Write docs/openapi.json anew, from the four applications; the gateway serves it."""
    DOCUMENT.write_text(written(described(applications())), encoding="utf-8")
