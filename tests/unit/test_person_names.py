"""Parts of names: kept as they are written, without marks that nobody sees, and refused where they are no names."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.beneficiary.people.names import NamePart

_PART: TypeAdapter[str] = TypeAdapter(NamePart)
MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"


def read(stated: Any) -> str | None:
    try:
        return _PART.validate_python(stated)
    except ValidationError:
        return None


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("زينب", "زينب"),
        ("س", "س"),
        ("A", "A"),
        ("  Zaynab\u00a0", "Zaynab"),
        ("e\u0301", "é"),
        ("\u0627\u0653", "\u0622"),
        ("هێمن", "هێمن"),
        ("O'Neil-Smith", "O'Neil-Smith"),
        ("عبد\u200cالله", "عبد\u200cالله"),
        ("\u200fزينب\u200e", "زينب"),
        ("\u202bعبد \u202aالرحمن\u202c\u202c", "عبد الرحمن"),
        ("\u2067هێمن\u2069", "هێمن"),
        ("\u061cعلي\ufeff", "علي"),
        ("e\u200e\u0301", "é"),
        ("\u200f \u200eعلي \u200f", "علي"),
        ("n" * 80, "n" * 80),
        ("\u200f" * 400 + "n" * 80, "n" * 80),
        (" " * 500 + "n", "n"),
    ],
)
def test_a_name_is_kept_in_one_form_with_its_joiners_and_without_marks_of_direction(stated: str, kept: str) -> None:
    assert read(stated) == kept


@pytest.mark.parametrize(
    "stated",
    [
        None,
        1,
        True,
        [],
        {},
        b"Ali",
        "",
        "  ",
        "\u200f",
        MARKS,
        "\u200c",
        "\u064b",
        "nul\0",
        "line\nbreak",
        "tab\t",
        "\ud800",
        "n" * 81,
        "n" * 400,
        "\ufb2c" * 40,
        "\u202eilA",
        "علي\u202d",
        "Ali 2",
        "علي٢",
        "هێمن۳",
        "Ali²",
        "Ⅳ",
        "ali７",
    ],
)
def test_what_is_no_name_is_refused(stated: Any) -> None:
    assert read(stated) is None


def test_a_length_is_that_of_the_form_kept() -> None:
    assert len(read("e\u0301" * 80) or "") == 80
    assert read("e\u0301" * 81) is None


@given(st.text(max_size=100) | st.text("عبدالرحمن Zaynab'-\u200c\u0301\u0653٢7" + MARKS + "\u202e", max_size=60))
def test_any_text_is_a_name_in_one_form_or_refused(stated: str) -> None:
    kept = read(stated)
    if kept is not None:
        assert 0 < len(kept) <= 80
        assert read(kept) == kept
        assert unicodedata.is_normalized("NFC", kept)
        assert kept == kept.strip()
        assert not any(mark in kept for mark in MARKS + "\u202d\u202e")
        assert not any(letter.isdigit() for letter in kept)


@given(
    st.text("زينبعليAliê ", min_size=1, max_size=30),
    st.lists(st.sampled_from(MARKS), min_size=1, max_size=9),
    st.data(),
)
def test_marks_of_direction_make_no_other_name(name: str, marks: list[str], data: Any) -> None:
    marked = name
    for mark in marks:
        place = data.draw(st.integers(0, len(marked)))
        marked = marked[:place] + mark + marked[place:]
    assert read(marked) == read(name)
