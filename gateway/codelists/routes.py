"""Code lists for every caller: what each code of the API is called in English, Arabic and Central Kurdish."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Path, Response

from gateway.access.callers import Caller
from gateway.access.doors import anyone
from gateway.codelists import reads
from gateway.codelists.views import CodelistsView, CodelistView
from shared.errors import NotFound
from shared.kept import UNCHANGED, IfNoneMatch, Kept, answer, kept
from shared.languages import SPOKEN, Language
from shared.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/v1/codelists", tags=["codelists"])

Anyone = Annotated[Caller, anyone()]

_KEPT = "private, max-age=3600"
"""Nothing in a code list is about anybody, and it changes with a version of the platform."""


@router.get("", response_model=CodelistsView, responses=UNCHANGED)
async def every(caller: Anyone, if_none_match: IfNoneMatch = None) -> Response:
    """Every code list, with its title in the language that `Accept-Language` asks for."""
    language = SPOKEN.get().language
    return _answer(_all(language), language, if_none_match)


@router.get("/{codelist}", response_model=CodelistView, responses=UNCHANGED)
async def one(
    codelist: Annotated[str, Path(max_length=40)], caller: Anyone, if_none_match: IfNoneMatch = None
) -> Response:
    """A code list: its codes with their labels in the language that `Accept-Language` asks for, and in all three.

    Arabic and Kurdish labels are the programme's own and not yet reviewed by native speakers.
    """
    if codelist not in reads.names():
        raise NotFound("unknown-codelist", "No code list has this name.", field="codelist")
    language = SPOKEN.get().language
    return _answer(_one(codelist, language), language, if_none_match)


@cache
def _all(language: Language) -> Kept:
    return kept(reads.codelists(language).model_dump_json().encode())


@cache
def _one(name: str, language: Language) -> Kept:
    return kept(reads.codelist(name, language).model_dump_json().encode())


def _answer(document: Kept, language: Language, known_as: str | None) -> Response:
    headers = {"cache-control": _KEPT, "content-language": language, "vary": "Accept-Language"}
    return answer(document, known_as, "application/json", headers)
