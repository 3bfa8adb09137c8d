"""What callers may state: each kind of input is either a bounded value or refused, and nothing else happens."""

import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.drafts import (
    LARGEST_ID,
    Amount,
    Day,
    Draft,
    Identifier,
    Line,
    Moment,
    PathIdentifier,
    ProjectCode,
    Text,
)

KINDS: dict[str, TypeAdapter[Any]] = {
    "Line": TypeAdapter(Line),
    "Text": TypeAdapter(Text),
    "Day": TypeAdapter(Day),
    "Moment": TypeAdapter(Moment),
    "Amount": TypeAdapter(Amount),
    "Identifier": TypeAdapter(Identifier),
    "PathIdentifier": TypeAdapter(PathIdentifier),
    "ProjectCode": TypeAdapter(ProjectCode),
}
NO_TEXT = (None, 1, 1.5, True, [], {}, ["text"], b"bytes")
HUGE = "9" * 5000


def taken(kind: str, value: Any) -> Any:
    return KINDS[kind].validate_python(value)


def refused(kind: str, value: Any) -> bool:
    try:
        KINDS[kind].validate_python(value)
    except ValidationError:
        return True
    return False


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("زينب", "زينب"),
        ("  Zaynab\u00a0", "Zaynab"),
        ("e\u0301", "é"),
        ("\u0622", "\u0622"),
        ("\u0627\u0653", "\u0622"),
        ("هێمن", "هێمن"),
        ("\u200fزينب\u200e", "\u200fزينب\u200e"),
        ("عبد\u200cالله", "عبد\u200cالله"),
        ("O'Neil-Smith", "O'Neil-Smith"),
        ("𐤀", "𐤀"),
        ("n" * 80, "n" * 80),
        (" " * 500 + "n", "n"),
    ],
)
def test_a_line_is_kept_in_one_form_with_its_joiners_and_marks(stated: str, kept: str) -> None:
    assert taken("Line", stated) == kept
    assert taken("Text", stated) == kept


@pytest.mark.parametrize(
    "stated",
    [
        *NO_TEXT,
        "",
        "   ",
        "\u00a0\u2003",
        "nul\0",
        "line\nbreak",
        "line\u2028break",
        "\u200f\u202b\u200c",
        "\u064b",
        "line\u2029break",
        "tab\t",
        "\x7f",
        "\x85",
        "\ud800",
        "half \udfff",
        "n" * 201,
        "\ufb2c" * 201,
    ],
)
def test_what_is_no_line_of_text_is_refused(stated: Any) -> None:
    assert refused("Line", stated)


def test_a_length_is_that_of_the_form_kept() -> None:
    assert len(taken("Line", "e\u0301" * 200)) == 200
    assert refused("Line", "\ufb2c" * 100)


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("line\nbreak\n\nمرحبا", "line\nbreak\n\nمرحبا"),
        ("\n  a\n b \n", "a\n b"),
        ("e\u0301\n\u0627\u0653", "é\n\u0622"),
        ("\u2067هێمن\u2069\u200f", "\u2067هێمن\u2069\u200f"),
        ("n" * 4000, "n" * 4000),
    ],
)
def test_a_text_may_have_several_lines(stated: str, kept: str) -> None:
    assert taken("Text", stated) == kept


@pytest.mark.parametrize(
    "stated",
    [
        *NO_TEXT,
        "",
        "\n",
        " \n\u200f\n",
        "\u064b\n",
        "nul\0",
        "line\r\nbreak",
        "tab\t",
        "line\u2028break",
        "line\u2029break",
        "\x7f",
        "\x85",
        "\ud800",
        "\u202eread backwards",
        "\u202dread forwards",
        "n" * 4001,
    ],
)
def test_what_is_no_text_is_refused(stated: Any) -> None:
    assert refused("Text", stated)


# --- days and moments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stated", ["1900-01-01", "2019-11-05", "2020-02-29", "2100-12-31"])
def test_a_day_is_written_year_month_day(stated: str) -> None:
    assert taken("Day", stated) == date.fromisoformat(stated)


@pytest.mark.parametrize(
    "stated",
    [
        *NO_TEXT,
        "",
        "1899-12-31",
        "2101-01-01",
        "0000-01-01",
        "9999-12-31",
        "2019-02-29",
        "2019-13-01",
        "2019-00-10",
        "2019-1-1",
        "20190101",
        "2019-W01-1",
        "2019-01-01T00:00:00Z",
        "2019-01-01\n",
        " 2019-01-01",
        "٢٠١٩-٠١-٠١",
        "2019-01-01\0",
        "-2019-01-01",
        "0",
        "1e9",
        HUGE,
        "\ud800",
        date(2019, 1, 1),
        float("nan"),
        1546300800,
    ],
)
def test_what_is_no_day_is_refused(stated: Any) -> None:
    assert refused("Day", stated)


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("2020-01-01T00:00:00Z", datetime(2020, 1, 1, tzinfo=UTC)),
        ("2020-01-01T03:00:00+03:00", datetime(2020, 1, 1, tzinfo=UTC)),
        ("2020-01-01T00:00:00.123456Z", datetime(2020, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ("1900-01-01T00:00:00+14:00", datetime(1899, 12, 31, 10, tzinfo=UTC)),
        ("2100-12-31T23:59:59-14:00", datetime(2101, 1, 1, 13, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_kept_in_utc(stated: str, kept: datetime) -> None:
    assert taken("Moment", stated) == kept
    assert taken("Moment", stated).tzinfo is UTC


@pytest.mark.parametrize(
    "stated",
    [
        *NO_TEXT,
        "",
        "2020-01-01",
        "2020-01-01T00:00:00",
        "2020-01-01 00:00:00Z",
        "1577836800",
        1577836800,
        1.5e9,
        "1899-12-31T23:59:59Z",
        "2101-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2020-01-01T25:00:00Z",
        "2020-01-01T00:00:00+99:00",
        "2020-01-01T00:00:00Z\n",
        " 2020-01-01T00:00:00Z",
        "T",
        "٢٠٢٠-٠١-٠١T00:00:00Z",
        "2020-01-01T00:00:00Z\0",
        "2020-01-01T\ud800",
        "nowTZ",
        HUGE,
        HUGE + "T",
        float("nan"),
        "2020-01-01T00:00:60Z",
        datetime(2020, 1, 1, tzinfo=UTC),
    ],
)
def test_what_is_no_moment_with_a_zone_is_refused(stated: Any) -> None:
    assert refused("Moment", stated)


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stated", ["0.001", "0.01", "1", "12500.00", "9999999999999.999"])
def test_an_amount_is_exactly_what_was_written(stated: str) -> None:
    assert taken("Amount", stated) == Decimal(stated)


@pytest.mark.parametrize(
    "stated",
    [
        *NO_TEXT,
        "",
        "0",
        "0.00",
        "-1",
        "+1",
        "1.",
        ".5",
        "01",
        "1,000",
        "1 000",
        "1e3",
        "1E+3",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "-Infinity",
        "sNaN",
        "1.0001",
        "10000000000000",
        HUGE,
        "1\n",
        " 1",
        "1\0",
        "١٢٥٠٠",
        "１２",
        "\ud800",
        float("nan"),
        float("inf"),
        12500,
        Decimal("1"),
    ],
)
def test_what_is_no_amount_is_refused(stated: Any) -> None:
    assert refused("Amount", stated)


@pytest.mark.parametrize("stated", [1, 7, LARGEST_ID])
def test_an_identifier_is_a_whole_number(stated: int) -> None:
    assert taken("Identifier", stated) == stated
    assert taken("PathIdentifier", str(stated)) == stated


@pytest.mark.parametrize(
    "stated", [None, True, False, 0, -1, LARGEST_ID + 1, 10**400, 1.0, 1.5, float("nan"), float("inf"), "1", [], {}]
)
def test_what_is_no_identifier_is_refused(stated: Any) -> None:
    assert refused("Identifier", stated)


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "0",
        "-1",
        "+1",
        "01",
        "1.0",
        "1e3",
        "1_000",
        " 1",
        "1\n",
        "1\0",
        "٣",
        "１",
        "²",
        "2147483648",
        "9999999999",
        HUGE,
        "\ud800",
        "NaN",
        "true",
        "1/2",
        None,
        1.0,
        [],
        {},
    ],
)
def test_what_is_no_identifier_in_a_path_is_refused(stated: Any) -> None:
    assert refused("PathIdentifier", stated)


@pytest.mark.parametrize("stated", ["JPN-SDN-2019", "AB", "A1-B-C-D-E", "A123456789-" + "-".join(["B" * 9] * 2)])
def test_a_project_has_a_code(stated: str) -> None:
    assert taken("ProjectCode", stated) == stated


@pytest.mark.parametrize(
    "stated",
    [
        None,
        1,
        True,
        "",
        "A",
        "jpn",
        "1AB",
        "JPN--SDN",
        "JPN-",
        "-JPN",
        "JPN SDN",
        "JPN-SDN-2019\n",
        "JPN\0",
        "ЈРN-1",
        "A-B-C-D-E-F",
        "A" * 11,
        "\ud800",
        HUGE,
        "JPN'",
        "JPN%",
    ],
)
def test_what_is_no_code_is_refused(stated: Any) -> None:
    assert refused("ProjectCode", stated)


# --- anything at all --------------------------------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(), max_size=300) | st.text("0123456789-:.TZ+eE٣", max_size=30)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.dates().map(str) | st.datetimes().map(str),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)


def bounded(kind: str, value: Any) -> bool:
    """Whether a value is one that every table and every answer can hold."""
    match kind:
        case "Line" | "ProjectCode":
            longest = {"Line": 200, "ProjectCode": 40}[kind]
            plain = value.encode() and not any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in value)
            return 0 < len(value) <= longest and plain and unicodedata.is_normalized("NFC", value)
        case "Text":
            return len(value) <= 4000 and all(bounded("Line", line[:200]) for line in value.split("\n") if line)
        case "Day":
            return date(1900, 1, 1) <= value <= date(2100, 12, 31)
        case "Moment":
            return value.tzinfo is UTC and 1899 <= value.year <= 2101
        case "Amount":
            return Decimal(0) < value < Decimal(10) ** 13 and value == round(value, 3)
        case _:
            return type(value) is int and 1 <= value <= LARGEST_ID


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "PathIdentifier"])
@given(value=ANYTHING)
def test_anything_at_all_is_a_bounded_value_or_refused(kind: str, value: Any) -> None:
    try:
        kept = taken(kind, value)
    except ValidationError:
        return
    assert bounded(kind, kept)


@given(ANY_TEXT)
def test_any_text_in_a_path_is_a_bounded_number_or_refused(text: str) -> None:
    if not refused("PathIdentifier", text):
        assert bounded("PathIdentifier", taken("PathIdentifier", text))


class Everything(Draft):
    """A draft with a field of every kind."""

    line: Line
    day: Day | None = None
    amount: Amount | None = None
    id: Identifier | None = None


@given(st.dictionaries(st.sampled_from(["line", "day", "amount", "id", "else"]), ANYTHING) | ANYTHING)
def test_any_body_is_a_draft_or_refused(body: Any) -> None:
    try:
        kept = Everything.model_validate_json(json.dumps(body))
    except ValidationError:
        return
    assert set(body) <= set(Everything.model_fields)
    assert bounded("Line", kept.line)


def test_a_draft_takes_nothing_unknown_and_never_changes() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Everything.model_validate({"line": "x", "lines": "x"})
    draft = Everything(line="x")
    with pytest.raises(ValidationError, match="frozen"):
        draft.line = "y"


def test_a_refusal_does_not_repeat_what_was_stated() -> None:
    with pytest.raises(ValidationError) as refusal:
        Everything.model_validate({"line": "زينب\0", "day": "زينب", "amount": "زينب", "id": "زينب"})
    assert "زينب" not in str(refusal.value)
    assert refusal.value.error_count() == 4
