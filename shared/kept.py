"""Answers that a caller may keep, because nothing in them is about a person: made once, and known by an entity tag."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header, Response


@dataclass(frozen=True)
class Kept:
    """A document and its entity tag, which changes with it."""

    body: bytes
    etag: str


IfNoneMatch = Annotated[str | None, Header(description="Entity tags that the caller has.")]

UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The caller has it already."}}
"""How a route documents that it need not send again what the caller has."""


def kept(body: bytes) -> Kept:
    return Kept(body, f'"{sha256(body).hexdigest()[:32]}"')


def answer(document: Kept, known_as: str | None, media_type: str, headers: dict[str, str]) -> Response:
    """The document, or word that the caller has it already (RFC 9110, section 13.1.2)."""
    headers = {"etag": document.etag, **headers}
    known = {tag.strip().removeprefix("W/") for tag in (known_as or "").split(",")}
    if document.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(document.body, media_type=media_type, headers=headers)
