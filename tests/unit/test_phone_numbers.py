"""Phone numbers: one form however they are written, and refused where nobody can be called."""

import re
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.phones import PhoneNumber

_NUMBER: TypeAdapter[str] = TypeAdapter(PhoneNumber)


def read(written: Any) -> str | None:
    try:
        return _NUMBER.validate_python(written)
    except ValidationError:
        return None


@pytest.mark.parametrize(
    "written",
    [
        "07701234567",
        "7701234567",
        "0770 123 4567",
        "0770-123-4567",
        "(0770) 123.4567",
        "0770/1234567",
        "0770ـ123ـ4567",
        "00964 770 123 4567",
        "+964 770 123 4567",
        "+964 (0)770 123 4567",
        "+964 0770 1234567",
        "٠٧٧٠١٢٣٤٥٦٧",
        "۰۷۷۰ ۱۲۳ ۴۵۶۷",
        "٠٠٩٦٤٧٧٠١٢٣٤٥٦٧",
        "+٩٦٤ ٧٧٠ ١٢٣ ٤٥٦٧",
        "０７７０１２３４５６７",
        "077٠ 12۳ 4567",
        "\u200f0770\u200e 123\u00a04567\u202c",
        "\u202d+964 770 123 4567\u202c",
        "\u20660770\u2013123\u20114567\u2069",
    ],
)
def test_a_mobile_number_has_one_form_in_all_digits_and_with_whatever_stands_between_them(written: str) -> None:
    assert read(written) == "+9647701234567"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("060 123456", "+96460123456"),
        ("01 7721234", "+96417721234"),
        ("+90 532 123 45 67", "+905321234567"),
        ("0049 151 12345678", "+4915112345678"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("+39 06 12345678", "+390612345678"),
    ],
)
def test_a_landline_and_the_number_of_another_country_are_numbers_too(written: str, kept: str) -> None:
    assert read(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        None,
        7701234567,
        ["07701234567"],
        "",
        " ",
        "+",
        "112",
        "0770123456",
        "077012345678",
        "07201234567",
        "none",
        "0770ABCDEFG",
        "0770 123 4567 ext 5",
        "07701234567;ext=3",
        "07701234567#",
        "tel:+9647701234567",
        "07701234567, 07801234567",
        "07701234567 / 07801234567",
        "0770+1234567",
        "++9647701234567",
        "+9997701234567",
        "०७७०१२३४५६७",
        "0770\n1234567",
        "0770\x001234567",
        "0770 123 456\ud800",
        "0" * 5000,
        " " * 61 + "07701234567",
    ],
)
def test_under_what_is_no_number_nobody_is_reached(written: Any) -> None:
    assert read(written) is None


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(ValidationError) as refusal:
        _NUMBER.validate_python("0770 731")
    assert "731" not in refusal.value.errors()[0]["msg"]


_MOBILE = st.from_regex(r"7[3-9][0-9]{8}", fullmatch=True)
_SCRIPTS = st.sampled_from(("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"))
_BETWEEN = st.sampled_from(("", " ", "-", "/", ".", "\u00a0", "\u200f", "\u200e", "\u2013", "\u2068"))


@given(_MOBILE, st.sampled_from(("", "0", "00964", "+964", "+964(0)", "+9640")), st.data())
def test_every_mobile_number_of_iraq_is_read_however_it_is_written(mobile: str, before: str, data: Any) -> None:
    written = "".join(
        data.draw(_SCRIPTS)[int(each)] + data.draw(_BETWEEN) if each.isdigit() else each for each in before + mobile
    )
    assert read(written) == (f"+964{mobile}" if len(written) <= 60 else None)


@given(st.text(max_size=70) | st.text("0123456789٠١٢۳۴ +-()/.\u200f\u200eaX", max_size=30))
def test_any_text_is_a_number_in_one_form_or_refused(written: str) -> None:
    kept = read(written)
    if kept is not None:
        assert re.fullmatch(r"\+[1-9][0-9]{2,14}", kept)
        assert read(kept) == kept
        assert phonenumbers.is_valid_number(phonenumbers.parse(kept))
