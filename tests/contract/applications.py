"""The four applications as their code describes them: made without a database, a key that matters or a network."""

from functools import cache
from typing import Any

from fastapi import FastAPI

import gateway.metadata
import services.beneficiary.metadata
import services.forums.metadata
import services.grants.metadata
from commandline.document import applications

METADATA = {
    "beneficiary": services.beneficiary.metadata.metadata,
    "grants": services.grants.metadata.metadata,
    "forums": services.forums.metadata.metadata,
    "gateway": gateway.metadata.metadata,
}


@cache
def apps() -> dict[str, FastAPI]:
    return applications()


def app(name: str) -> FastAPI:
    return apps()[name]


def document(name: str) -> dict[str, Any]:
    """The application's OpenAPI document."""
    described: dict[str, Any] = app(name).openapi()
    return described
