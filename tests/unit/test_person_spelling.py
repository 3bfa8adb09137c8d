"""The words that people are found by: the same for every way to write them that means the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.beneficiary.people import spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إبراهيم", "ابراهيم"),
        ("فاطمة", "فاطمه"),
        ("هدى", "هدي"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("حسین", "حسين"),  # with the ya of Farsi
        ("کاظم", "كاظم"),
        ("رؤوف", "رووف"),
        ("\u200fزينب\u200e", "زينب"),
        ("الجبوري", "جبوري"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("Al-Jabouri", "al jabouri"),
        ("Al-Jabouri", "Jabouri"),
        ("An-Najafi", "Najafi"),
        ("ZAYNAB", "zaynab"),
        ("Hêmin", "hemin"),
        ("Sa'ad", "Saad"),
        ("Sa’ad", "Saad"),
        ("Abu-Ahmed", "abu  ahmed"),
        ("ﻣﺤﻤﺪ", "محمد"),  # as old systems print it
    ],
)
def test_spellings_of_one_name_have_the_same_words(one: str, other: str) -> None:
    assert spelling.of(one) == spelling.of(other) != []


@pytest.mark.parametrize(
    ("one", "other"), [("حسن", "حسين"), ("عمر", "عامر"), ("Omar", "Amr"), ("علي", "عالي"), ("زينب", "زينة")]
)
def test_different_names_have_different_words(one: str, other: str) -> None:
    assert spelling.of(one) != spelling.of(other)


def test_the_words_of_all_parts_are_told_once_each() -> None:
    assert spelling.words(["محمد علي", None, "علي", "Al-Jabouri"]) == sorted(["محمد", "علي", "jabouri"])


@pytest.mark.parametrize("nothing", ["-", "ـ", "…", "'", "\u200f.", " "])
def test_what_has_no_letter_has_no_word(nothing: str) -> None:
    assert spelling.of(nothing) == []


def test_an_article_alone_is_a_word() -> None:
    assert spelling.of("Al") == ["al"]
    assert spelling.of("ال") == ["ال"]


@given(st.text(max_size=40))
def test_whatever_is_written_has_words_without_blanks_and_what_stands_around_it_counts_for_nothing(name: str) -> None:
    words = spelling.of(name)
    assert all(word and not any(letter.isspace() for letter in word) for word in words)
    assert spelling.of(f" ({name}) ") == words
