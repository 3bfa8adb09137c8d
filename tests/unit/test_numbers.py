"""Registration numbers: every slip of the kind that people make is caught, and every way of writing one is read."""

import re
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.beneficiary.people.numbers import RegistrationNumber, draw, number

READ: TypeAdapter[str] = TypeAdapter(RegistrationNumber)
# Corners of the space, and enough from all over it for every pair of neighbouring digits to stand at every place.
SAMPLE = [0, 1, 9, 10, 97, 98, 10**9, 10**10 - 1, *Random(97).sample(range(10**10), 2500)]


def refused(typed: object) -> bool:
    try:
        READ.validate_python(typed)
    except ValidationError:
        return True
    return False


def test_a_number_reads_as_itself() -> None:
    assert number(4821773051) == "4821-7730-5142"
    for payload in SAMPLE:
        assert re.fullmatch(r"[0-9]{4}-[0-9]{4}-[0-9]{4}", number(payload))
        assert READ.validate_python(number(payload)) == number(payload)


def test_different_payloads_have_different_numbers() -> None:
    assert len({number(payload) for payload in SAMPLE}) == len(set(SAMPLE))


def test_drawn_numbers_are_valid_spread_out_and_tell_nothing_of_their_order() -> None:
    drawn = [draw() for _ in range(500)]
    assert not any(refused(typed) for typed in drawn)
    assert len(set(drawn)) == 500
    assert len({typed[0] for typed in drawn}) == 10
    assert sorted(drawn) != drawn


def test_every_wrong_digit_is_caught() -> None:
    tried = 0
    for payload in SAMPLE:
        digits = number(payload).replace("-", "")
        for place, right in enumerate(digits):
            for wrong in "0123456789".replace(right, ""):
                tried += 1
                assert refused(digits[:place] + wrong + digits[place + 1 :])
    assert tried == len(SAMPLE) * 12 * 9


def test_every_swap_of_neighbours_is_caught() -> None:
    seen = set()
    for payload in SAMPLE:
        digits = number(payload).replace("-", "")
        for place, (left, right) in enumerate(pairwise(digits)):
            if left != right:
                seen.add((place, left, right))
                assert refused(digits[:place] + right + left + digits[place + 2 :])
    assert len({pair for pair in seen if pair[0] < 10}) == 10 * 90
    assert len({pair for pair in seen if pair[0] == 10}) == 89  # check digits are 02 to 98


@pytest.mark.parametrize(
    "typed",
    [
        "4821-7730-5142",
        "482177305142",
        "4821 7730 5142",
        "4821-77305142",
        "4821 7730-5142",
        "٤٨٢١-٧٧٣٠-٥١٤٢",
        "٤٨٢١٧٧٣٠٥١٤٢",
        "۴۸۲۱-۷۷۳۰-۵۱۴۲",
        "48٢١ 7730 ۵۱42",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert READ.validate_python(typed) == "4821-7730-5142"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "4821-7730-514",
        "4821-7730-51420",
        "48217730-51-42",
        "4821--7730-5142",
        "4821–7730–5142",
        " 4821-7730-5142",
        "4821-7730-5142\n",
        "4821-7730-5142\0",
        "４８２１-７７３０-５１４２",
        "4821-7730-5l42",
        "4821-7730-5143",
        "0000-0000-0000",
        "9" * 10_000,
        "\ud800",
        482177305142,
        None,
        True,
        4821.7730,
        [],
        {},
    ],
)
def test_what_is_no_number_is_refused(typed: object) -> None:
    assert refused(typed)


@given(st.text() | st.text("0123456789٠١٢٣- ", min_size=10, max_size=16))
def test_any_text_is_a_number_in_its_own_form_or_refused(typed: str) -> None:
    if not refused(typed):
        kept = READ.validate_python(typed)
        assert int(kept.replace("-", "")) % 97 == 1
        assert READ.validate_python(kept) == kept
