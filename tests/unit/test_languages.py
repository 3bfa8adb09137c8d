"""Which of the three languages a request is answered in, whatever its header says."""

from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError
from hypothesis import given
from hypothesis import strategies as st

from shared.languages import ENGLISH, SHARED, Language, Tongue, catalogue, preferred, tongues


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("en", "en"),
        ("ar", "ar"),
        ("ckb", "ckb"),
        ("AR-iq", "ar"),
        ("ar-IQ, en;q=0.5", "ar"),
        ("en-GB,ar;q=0.9", "en"),
        ("en;q=0.2, ckb;q=0.3", "ckb"),
        ("ku", "ckb"),
        ("ku-Arab", "ckb"),
        ("ku-Arab-IQ", "ckb"),
        ("ku-IQ", "ckb"),
        ("ckb-Arab-IQ", "ckb"),
        ("ku-Latn, ar;q=0.1", "ar"),
        ("kmr, tr", "en"),
        ("fr, de;q=0.9", "en"),
        ("fr, ar;q=0.1", "ar"),
        ("*", "en"),
        ("ar, *", "ar"),
        ("*, ar;q=0.9", "en"),
        ("fr, *;q=0.5, ar;q=0.7", "ar"),
        ("en;q=0, *", "ar"),
        ("ar;q=0", "en"),
        ("ar;q=0, ckb;q=0, en;q=0", "en"),
        ("ckb , en ; q=0.9", "ckb"),
        ("ar\t;\tq=1.000", "ar"),
        ("en;q=0.001, ar;q=0.002", "ar"),
        ("ar;q=2", "en"),
        ("ar;q=NaN", "en"),
        ("ar;q=-1", "en"),
        ("ar;q=0.1234", "en"),
        ("ar;q", "en"),
        (";;;,,,=;q=1", "en"),
        ("ar;level=1", "en"),
        ("arabic", "en"),
        ("en-" + "a" * 5000, "en"),
        ("ar," * 100_000, "ar"),
    ],
)
def test_a_header_is_answered_in(header: str, language: str) -> None:
    assert preferred(header) == language


@given(st.text())
def test_no_header_fails_a_request(header: str) -> None:
    assert preferred(header) in Language


@given(st.text(alphabet="enarckbu*;q=.01, -", max_size=40))
def test_no_header_that_is_almost_right_fails_a_request(header: str) -> None:
    assert preferred(header) in Language


def test_a_sentence_without_values_is_told_as_it_is_whatever_stands_in_it() -> None:
    assert ENGLISH.say("{not a value} 100 %") == "{not a value} 100 %"
    assert ENGLISH.say("{not a value} 100 %", {}) == "{not a value} 100 %"


def test_what_a_language_does_not_know_is_said_in_english() -> None:
    assert Tongue(Language.ARABIC, {}).say("Come at {noon}.", {"noon": 12}) == "Come at 12."


def test_each_language_has_the_catalogues_of_shared() -> None:
    spoken = tongues(SHARED)
    assert set(spoken) == set(Language)
    assert spoken[Language.ENGLISH].say("Forbidden") == "Forbidden"
    assert len({spoken[language].say("Forbidden") for language in Language}) == 3


def test_catalogues_are_read_once() -> None:
    assert tongues(SHARED) is tongues(SHARED)


def test_a_catalogue_that_is_damaged_keeps_an_application_from_starting(tmp_path: Path) -> None:
    (tmp_path / "ar.po").write_text('msgid "Come"\n', "utf-8")
    with pytest.raises(PoFileError):
        catalogue(tmp_path, Language.ARABIC)


def test_a_sentence_that_a_translator_has_not_come_to_is_said_in_english(tmp_path: Path) -> None:
    (tmp_path / "ar.po").write_text('msgid "Come"\nmsgstr ""\n\nmsgid "Go"\nmsgstr "اذهب"\n', "utf-8")
    assert catalogue(tmp_path, Language.ARABIC) == {"Go": "اذهب"}
