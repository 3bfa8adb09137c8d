"""Reports of banks, read: what they say, and what is refused before anything of it is believed."""

import pytest
from bank import report

from services.grants.paying.messages import status
from shared.errors import Invalid

BOMB = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def test_a_report_says_what_became_of_each_transfer_and_of_the_whole() -> None:
    told = status.read(report("m" * 32, ("a" * 32, "ACSC", None), ("b" * 32, "RJCT", "AC04"), whole="PART"))
    assert (told.original, told.whole) == ("m" * 32, "PART")
    assert [(each.end_to_end_id[0], each.status, each.reason) for each in told.statuses] == [
        ("a", "ACSC", None),
        ("b", "RJCT", "AC04"),
    ]
    assert status.read(report("m" * 32, whole="RJCT")).statuses == ()


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", "not-a-report"),
        (b"{}", "not-a-report"),
        (b"\xff\xfe<\x00a\x00/\x00>\x00", "not-a-report"),
        (b"<a>" * 5_000, "not-a-report"),
        (b"<Document/>", "not-a-report"),
        (BOMB + report("m" * 32, whole="RJCT"), "xml-refused"),
        (OUTSIDE + b"<Document>&x;</Document>", "xml-refused"),
        (report("m" * 36, whole="RJCT"), "not-a-report"),
        (report("m" * 32, whole="RJCT").replace(b"2026-09-01", b"2026-13-01"), "not-a-report"),
        (report("m" * 32, whole="RJCT").replace(b"2026-09-01", b"12026-09-01"), "not-a-report"),
        (report("m" * 32, whole="RJCT").replace(b".10", b".03"), "not-a-report"),
        (report("m" * 32, whole="RJCT")[:-5], "not-a-report"),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, refused: str) -> None:
    with pytest.raises(Invalid) as caught:
        status.read(content)
    assert caught.value.type == refused


@pytest.mark.parametrize(
    "written",
    [
        "0001-01-01T00:00:00",
        "1899-12-31T23:59:59Z",
        "2101-01-01T00:00:00",
        "9999-12-31T23:30:00Z",
        "2026-09-01T24:00:00",
    ],
)
def test_a_time_that_no_clock_here_shows_is_refused_by_its_line(written: str) -> None:
    whole = report("m" * 32, ("a" * 32, "ACSC", None))
    for old, new in (
        ("<CreDtTm>2026-09-01T08:00:00+03:00<", f"\n<CreDtTm>{written}<"),
        ("</TxSts>", f"</TxSts>\n<AccptncDtTm>{written}</AccptncDtTm>"),
    ):
        with pytest.raises(Invalid) as caught:
            status.read(whole.replace(old.encode(), new.encode()))
        assert (caught.value.type, caught.value.values["line"]) == ("not-a-report", 2)
