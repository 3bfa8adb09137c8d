"""Every refusal is listed by its type and said in three languages; the code is read to find them all."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import get_args

import pytest
from applications import METADATA, app
from babel.messages.pofile import read_po
from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import ErrorType

from commandline.raised import FOLDERS, Raised, Unreadable, placeholders, raised, raised_in
from shared import problems, reasons
from shared.languages import Language, catalogue

LANGUAGES = (Language.ARABIC, Language.KURDISH)
_OF_ITS_SCRIPT = re.compile(r"[\u0600-\u06ff]")

every_folder = pytest.mark.parametrize("name", FOLDERS)


@cache
def found(name: str) -> tuple[Raised, ...]:
    return tuple(raised(FOLDERS[name]))


def known(name: str, language: Language) -> Mapping[str, str]:
    shared = catalogue(FOLDERS["shared"] / "refusals", language)
    return {**shared, **catalogue(FOLDERS[name] / "refusals", language)}


def untranslated(refusals: tuple[Raised, ...], known: Mapping[str, str]) -> Iterator[str]:
    """Where the code says a sentence that the catalogue does not, or not with the same values."""
    for refusal in refusals:
        said = known.get(refusal.sentence, "")
        if not _OF_ITS_SCRIPT.search(said) or placeholders(said) != placeholders(refusal.sentence):
            yield f'{refusal.where}\nmsgid "{refusal.sentence}"'


def listed(name: str) -> dict[str, int]:
    kinds = problems.types(FOLDERS[name] / "refusals")
    assert len({kind.type for kind in kinds}) == len(kinds)
    return {kind.type.removeprefix("/problems/"): kind.status for kind in kinds}


def refused(name: str) -> dict[str, int]:
    """The types that the code of a folder refuses with, each with its status."""
    types: dict[str, set[int | None]] = defaultdict(set)
    for refusal in found(name):
        for type in refusal.types:
            types[type].add(refusal.status)
    assert {type: statuses for type, statuses in types.items() if len(statuses) > 1} == {}
    return {type: status for type, (status,) in types.items() if status is not None}


@every_folder
def test_every_sentence_is_filled_with_the_values_that_stand_beside_it(name: str) -> None:
    assert len(found(name)) > 4
    assert [each for each in found(name) if each.values != placeholders(each.sentence)] == []


@every_folder
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(name: str, language: Language) -> None:
    missing = list(untranslated(found(name), known(name, language)))
    assert not missing, f"{FOLDERS[name] / 'refusals' / language}.po lacks:\n\n" + "\n\n".join(missing)


@every_folder
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_of_a_sentence_that_nobody_says(name: str, language: Language) -> None:
    said = {refusal.sentence for refusal in found(name)}
    assert set(catalogue(FOLDERS[name] / "refusals", language)) - said == set()


@every_folder
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_translated_once_and_no_translation_is_a_guess(name: str, language: Language) -> None:
    file = FOLDERS[name] / "refusals" / f"{language}.po"
    with file.open("rb") as opened:
        messages = [message for message in read_po(opened, abort_invalid=True) if message.id]
    assert [message.id for message in messages if message.fuzzy] == []
    assert len(messages) == file.read_text("utf-8").count("\nmsgid ") - 1
    if name != "shared":
        assert {str(message.id) for message in messages} & set(
            catalogue(FOLDERS["shared"] / "refusals", language)
        ) == set()


@every_folder
def test_arabic_is_not_pasted_for_kurdish(name: str) -> None:
    arabic, kurdish = (catalogue(FOLDERS[name] / "refusals", language) for language in LANGUAGES)
    assert set(arabic) == set(kurdish)
    assert [sentence for sentence in arabic if arabic[sentence] == kurdish[sentence]] == []


@every_folder
def test_every_type_is_listed_with_its_status_and_no_other(name: str) -> None:
    expected = refused(name)
    if name != "shared":
        expected = {type: status for type, status in expected.items() if refused("shared").get(type) != status}
    assert listed(name) == expected


@pytest.mark.parametrize("name", METADATA)
def test_an_application_knows_all_types_of_its_refusals(name: str) -> None:
    types = {kind.type: kind for kind in app(name).state.problem_types}
    assert len(types) == len(app(name).state.problem_types)
    assert {f"/problems/{type}" for type in refused("shared") | refused(name)} == types.keys()
    assert types["/problems/not-found"] == problems.ProblemType("/problems/not-found", 404, "Not Found")


def test_one_type_has_one_status_everywhere() -> None:
    statuses: dict[str, set[int]] = defaultdict(set)
    for name in FOLDERS:
        for type, status in refused(name).items():
            statuses[type].add(status)
    assert {type: found for type, found in statuses.items() if len(found) > 1} == {}


def test_what_is_said_of_pydantics_errors_uses_what_they_bring() -> None:
    assert set(reasons.SENTENCES) <= set(get_args(ErrorType))
    brought = dict.fromkeys(("gt", "ge", "lt", "le", "min_length", "max_length", "actual_length"), 1)
    words = dict.fromkeys(("pattern", "expected", "field_type", "class_name", "error"), "x")
    for kind, sentence in reasons.SENTENCES.items():
        theirs = PydanticKnownError(kind, {**brought, **words}).message_template
        assert all(f"{{{name}}}" in theirs for name in placeholders(sentence)), kind


def test_drafts_say_what_is_wrong_with_them_in_sentences_that_can_be_translated() -> None:
    views = [file for folder in FOLDERS.values() for file in folder.rglob("views.py")]
    assert len(views) > 20
    assert [str(file) for file in views if "ValueError(" in file.read_text("utf-8")] == []


@pytest.mark.parametrize(
    "planted",
    [
        'Invalid("too-late", f"Come before {noon}.")',
        'Invalid("too-late", sentence)',
        'errors.Invalid(kind, "Come earlier.")',
        'PydanticCustomError("late", "comes after {noon}", {"noon": 12})',
        "Word(unit.name)",
    ],
)
def test_a_refusal_that_cannot_be_read_is_noticed(planted: str) -> None:
    with pytest.raises(Unreadable):
        list(raised_in(planted, "planted.py"))


def test_a_sentence_without_translation_a_lost_value_and_english_in_its_place_are_noticed() -> None:
    (late,) = raised_in('Invalid("too-late", "Come before {noon}.", field="at", noon=12)', "planted.py")
    assert (late.types, late.status, late.values) == (("too-late",), 422, frozenset({"noon"}))
    noticed = ['planted.py:1\nmsgid "Come before {noon}."']
    assert list(untranslated((late,), {})) == noticed
    assert list(untranslated((late,), {late.sentence: "تعال قبل ذلك."})) == noticed
    assert list(untranslated((late,), {late.sentence: late.sentence})) == noticed
    assert list(untranslated((late,), {late.sentence: "تعال قبل {noon}."})) == []
    (missing,) = raised_in('Conflict("too-late", "Come before {noon}.")', "planted.py")
    assert missing.values != placeholders(missing.sentence)
