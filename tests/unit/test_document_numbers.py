"""Numbers of documents: one form however they are typed, an index that tells them apart, and little of them shown."""

import hmac
import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.beneficiary.documents.numbers import LONGEST, ending, index, normalised
from services.beneficiary.documents.views import DocumentType
from shared.errors import Invalid

KEY = bytes(range(32))
CARD, PASSPORT = DocumentType.NATIONAL_CARD, DocumentType.PASSPORT


def refused(type: DocumentType, stated: str) -> str | None:
    try:
        normalised(type, stated)
    except Invalid as refusal:
        return refusal.field
    return None


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(Invalid) as refusal:
        normalised(CARD, "A7731X")
    assert "7731" not in f"{refusal.value} {refusal.value.sentence} {refusal.value.values}"


@pytest.mark.parametrize(
    "stated",
    [
        "199012345678",
        "1990 1234 5678",
        "1990-1234-5678",
        "1990/1234/5678",
        "1990\\1234\\5678",
        "1990–1234—5678",
        "1990\u22121234\u20115678",
        "1990ـ1234ـ5678",
        "1990⁄1234∕5678",
        "1990\u00a01234\u20095678",
        "١٩٩٠١٢٣٤٥٦٧٨",
        "١٩٩٠-١٢٣٤-٥٦٧٨",
        "۱۹۹۰۱۲۳۴۵۶۷۸",
        "１９９０１２３４５６７８",
        "19٩٠12۳۴5678",
        "\u200f199012345678\u200e",
        "\u202b1990\u202c12345678",
        "\u20671990\u206912345678",
        "1990\u061c1234\u200c5678\ufeff",
    ],
)
def test_a_number_has_one_form_in_every_script_of_digits_and_with_any_separators_and_marks(stated: str) -> None:
    assert normalised(CARD, stated) == "199012345678"
    assert index(KEY, CARD, stated) == index(KEY, CARD, "199012345678")


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("a 123-456/b", "A123456B"), ("ａ１２", "A12"), ("ﻡ١٢", "م12"), ("ß1", "SS1"), ("e\u0301", "É")],
)
def test_letters_are_kept_large_and_in_one_form(stated: str, kept: str) -> None:
    assert normalised(PASSPORT, stated) == kept


def test_a_number_needs_something_in_it_and_no_more_than_forty_characters() -> None:
    for stated in ("", " ", "-/ -", "\u200f\u200e", "ـ"):
        assert refused(PASSPORT, stated) == "number"
    assert normalised(PASSPORT, "-" * 99 + "A" * LONGEST) == "A" * 40
    assert refused(PASSPORT, "A" * 41) == "number"
    assert refused(PASSPORT, "\ufdfa" * 3) == "number"


@pytest.mark.parametrize("stated", ["19901234567", "1990123456789", "19901234567A", "A00000000", "१९९०१२३४५६७८"])
def test_a_national_card_has_twelve_digits_and_other_documents_what_they_have(stated: str) -> None:
    assert refused(CARD, stated) == "number"
    assert refused(PASSPORT, stated) is None


def test_an_index_is_an_hmac_of_type_and_number_under_the_key() -> None:
    expected = hmac.new(KEY, b"passport\0A12345678", sha256).digest()
    assert index(KEY, PASSPORT, "a-1234 5678") == expected
    assert index(bytes(32), PASSPORT, "A12345678") != expected
    assert index(KEY, DocumentType.VOTER_CARD, "A12345678") != expected
    assert index(KEY, PASSPORT, "A12345679") != expected


def test_different_types_and_numbers_have_different_indexes() -> None:
    numbers = [f"{number:012d}" for number in range(200)]
    assert len({index(KEY, type, number) for type in DocumentType for number in numbers}) == 200 * len(DocumentType)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("199012345678", "678"), ("A12345", "345"), ("A1234", "34"), ("A123", "23"), ("A12", "2"), ("A1", "1"), ("A", "")],
)
def test_of_a_number_the_last_three_characters_are_shown_and_never_more_than_half(number: str, shown: str) -> None:
    assert ending(number) == shown


@given(st.text(max_size=60) | st.text("0123456789٠١٢٣۴۵-/ \u200f\u200eaÀßﻡ", max_size=50))
def test_any_text_has_one_form_or_is_refused(stated: str) -> None:
    if refused(PASSPORT, stated) is None:
        kept = normalised(PASSPORT, stated)
        assert 0 < len(kept) <= LONGEST
        assert unicodedata.is_normalized("NFKC", kept)
        assert normalised(PASSPORT, kept) == kept
