"""Every code that the API takes or tells is in the code list that its field names, with a label in three languages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from applications import METADATA, apps, document

import gateway.codelists
from commandline.document import described
from gateway.codelists import reads
from gateway.codelists.views import CodelistView
from shared.codes import CODELIST
from shared.languages import Language

DATA = Path(gateway.codelists.__file__).parent / "data"
NOT_SHOWN = {
    *("Feature", "FeatureCollection", "Polygon"),
    "1.0",
    *("ready", "degraded", "unready", "ok", "unreachable", "not_durable", "migration_pending"),
}
"""What no front end shows: codes of GeoJSON (RFC 7946), the version of CloudEvents, and states of health."""

Enumeration = tuple[str | None, tuple[str | int, ...]]
_ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff]")

every_list = pytest.mark.parametrize("name", reads.names())


def enumerations(part: Any) -> Iterator[Enumeration]:
    """Everywhere in a document: the code list that is named, and the codes that can stand there."""
    if isinstance(part, dict):
        codes = part.get("enum", [part["const"]] if "const" in part else None)
        if isinstance(codes, list) and not NOT_SHOWN.issuperset(codes):
            yield part.get(CODELIST), tuple(codes)
        for inside in part.values():
            yield from enumerations(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from enumerations(inside)


def codes(name: str) -> tuple[str | int, ...]:
    return tuple(item.code for item in reads.codelist(name, Language.ENGLISH).items)


def unlisted(document: Any) -> list[Enumeration]:
    """Enumerations that name no code list, or one with other codes."""
    return [
        (name, stated)
        for name, stated in enumerations(document)
        if name not in reads.names() or set(codes(name)) != set(stated)
    ]


@pytest.mark.parametrize("name", METADATA)
def test_every_enumeration_has_a_code_list_with_exactly_its_codes(name: str) -> None:
    assert len(list(enumerations(document(name)))) > 3
    assert unlisted(document(name)) == []


def test_the_document_at_the_door_names_code_lists_everywhere() -> None:
    assert unlisted(described(apps())) == []


def test_every_code_list_is_of_some_enumeration() -> None:
    named = {name for application in METADATA for name, _ in enumerations(document(application))}
    assert named == set(reads.names())


def test_an_enumeration_without_its_list_or_with_another_code_is_noticed() -> None:
    assert unlisted({"schemas": {"Colour": {"enum": ["red"]}}}) == [(None, ("red",))]
    assert unlisted({"anyOf": [{"enum": ["female", "male"], CODELIST: "sex"}]}) == [("sex", ("female", "male"))]
    assert unlisted({"enum": ["female", "male", "not_stated"], CODELIST: "colour"})[0][0] == "colour"
    assert unlisted({"enum": ["female", "male", "not_stated"], CODELIST: "sex"}) == []


@every_list
def test_a_code_list_says_each_code_once_in_every_language(name: str) -> None:
    stated = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    assert set(stated) <= {"title", "confidence", "source", "note", "items"}
    assert set(stated["title"]) == set(Language)
    assert stated["source"].endswith(".")
    assert len({item["code"] for item in stated["items"]}) == len(stated["items"]) > 0
    for language in Language:
        labels = [stated["title"][language], *(item[language] for item in stated["items"])]
        assert len({*labels[1:]}) == len(labels) - 1
        assert all(label == label.strip() != "" for label in labels)
        if language is not Language.ENGLISH:
            assert all(_ARABIC_SCRIPT.search(label) for label in labels)
    for item in stated["items"]:
        assert set(item) == {"code", *Language}
        assert len({item[language] for language in Language}) == len(Language), item


@every_list
@pytest.mark.parametrize("language", Language)
def test_a_code_list_is_told_with_its_labels_in_the_language(name: str, language: Language) -> None:
    told = reads.codelist(name, language)
    assert isinstance(told, CodelistView)
    assert [item.label for item in told.items] == [getattr(item.labels, language) for item in told.items]


def test_the_lists_are_told_by_name() -> None:
    for language in Language:
        told = reads.codelists(language).codelists
        assert [each.name for each in told] == sorted(reads.names())
        assert [each.title for each in told] == [reads.codelist(each.name, language).title for each in told]
