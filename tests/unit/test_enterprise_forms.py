"""What two enterprises state is the same however it is written, and not the same where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grants.granting.enterprises.forms import LONGEST, legal_name_form, registry_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("٤٥-١٢٠٩٣", "45 12093"),
        ("ب/۱۲۳", "ب 123"),
        ("RC-00 45", "rc0045"),
    ],
)
def test_a_registry_number_is_the_same_in_any_digits_and_with_anything_between_them(one: str, other: str) -> None:
    assert registry_form(one) == registry_form(other) is not None


def test_a_zero_more_makes_another_registry_number() -> None:
    assert registry_form("0045") != registry_form("45")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("شركة الأمل للمخبوزات المحدودة", "الامل للمخبوزات"),
        ("شركة الأمل للمخبوزات ذ.م.م", "الأمل للمخبوزات"),
        ("Al-Noor Bakery Co. Ltd.", "Al Noor Bakery Company Limited"),
        ("AL NOOR BAKERY L.L.C.", "Al-Noor Bakery L.L.C"),
        ("کۆمپانیای نەورۆز", "نەورۆز"),
    ],
)
def test_a_legal_name_is_the_same_with_and_without_what_kind_of_company_it_is(one: str, other: str) -> None:
    assert legal_name_form(one) == legal_name_form(other) is not None


def test_legal_names_of_two_are_two() -> None:
    forms = {legal_name_form(name) for name in ("Al-Noor Bakery", "Al-Noor Laundry", "Al-Amal Bakery", "شركة النور")}
    assert len(forms) == 4


def test_a_name_that_is_nothing_but_a_kind_of_company_is_compared_as_it_is() -> None:
    assert legal_name_form("Company") == "company"


@pytest.mark.parametrize("nothing", [None, "", "—", "..."])
def test_what_has_no_letter_and_no_digit_is_like_nothing(nothing: str | None) -> None:
    assert registry_form(nothing) is None
    assert legal_name_form(nothing) is None


@given(st.text(max_size=200))
def test_any_text_has_a_form_that_fits_into_an_index_or_none(text: str) -> None:
    for form in (registry_form(text), legal_name_form(text)):
        assert form is None or 0 < len(form) <= LONGEST
