"""Files of answers: what is read from them, and that whatever is wrong is named by its line and column, untold."""

from typing import Any

import pytest

from services.forums.answers import sheets
from services.forums.answers.sheets import Expected, Row
from services.forums.answers.views import RespondentAge
from services.forums.members.views import Sex
from services.forums.questions.scales import Scale
from services.forums.waves.views import Design
from shared.errors import Invalid

ASKED = {"safe_after_dark": Scale.SAFETY, "police_listen": Scale.AGREEMENT}
CLUSTER = Expected(Design.CLUSTER, "IQG15Q08", ASKED)
HEADER = "respondent,area,cluster,sex,age_band,weight,safe_after_dark,police_listen"
LINE = "1,IQG15Q08N01,A07,female,25-35,1.25,unsafe,agree"
SECRET = "زينب كريم"


def read(*lines: str, header: str = HEADER, expected: Expected = CLUSTER) -> list[Row]:
    return sheets.read("\n".join((header, *lines)).encode(), expected)


def refused(content: bytes, expected: Expected = CLUSTER) -> tuple[str, str | None]:
    with pytest.raises(Invalid) as raised:
        sheets.read(content, expected)
    assert SECRET not in f"{raised.value.sentence} {raised.value.values} {raised.value.field}"
    return raised.value.type, raised.value.field


def wrong(line: str, header: str = HEADER) -> tuple[str, str | None]:
    return refused("\n".join((header, LINE, line)).encode())


def test_a_line_is_read() -> None:
    [row] = read(LINE)
    assert row == Row("IQG15Q08N01", "A07", None, Sex.FEMALE, RespondentAge.FROM_25_TO_35, 1.25, ("unsafe", "agree"))


def test_columns_may_stand_in_any_order_and_answers_be_numbers_or_nothing() -> None:
    header = "police_listen,weight,sex,age_band,cluster,area,safe_after_dark,respondent"
    rows = read("2,1,male,60+,B,IQG15Q08,,7", "refused,1,male,60+,B,IQG15Q08,do_not_know,8", header=header)
    assert [row.choices for row in rows] == [(None, "agree"), ("do_not_know", "refused")]


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{HEADER}\r\n{LINE}\r\n\r\n".encode(),
        f"{HEADER}\n{LINE}\n".replace(",", ";").encode(),
        f"{HEADER}\n{LINE}".replace(",", "\t").encode(),
        f"{HEADER}\n١,IQG15Q08N01,A07,female,25-35,١٫٢٥,٣,٢\n".encode(),
        f"{HEADER}\n۱,IQG15Q08N01, A07 ,female,۲۵-۳۵,1.25,3,2\n".encode(),
        f'{HEADER}\n"1","IQG15Q08N01","A07","female","25-35","1.25","unsafe","agree"\n'.encode(),
    ],
    ids=["byte order mark", "semicolons", "tabs", "Arabic digits", "Persian digits", "quotes"],
)
def test_files_are_read_as_spreadsheets_write_them(content: bytes) -> None:
    assert sheets.read(content, CLUSTER) == read(LINE)


@pytest.mark.parametrize("weight", ["0", "0.0", "-1", "NaN", "nan", "inf", "Infinity", "1e3", "", "١٬٠٠٠", SECRET])
def test_a_weight_is_a_number_above_zero(weight: str) -> None:
    found = wrong(f"2,IQG15Q08N01,A07,female,25-35,{weight},unsafe,agree")
    assert found == ("weight-not-positive", "lines.3.weight")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,IQG15Q08N01,A07,male,25-35,1,safe,agree", ("respondent-twice", "lines.3.respondent")),
        ("١,IQG15Q08N01,A07,male,25-35,1,safe,agree", ("respondent-twice", "lines.3.respondent")),
        (f"{SECRET},IQG15Q08N01,A07,male,25-35,1,safe,agree", ("respondent-number", "lines.3.respondent")),
        ("0,IQG15Q08N01,A07,male,25-35,1,safe,agree", ("respondent-number", "lines.3.respondent")),
        ("2,IQG04Q03,A07,male,25-35,1,safe,agree", ("area-outside-wave", "lines.3.area")),
        ("2,IQG15,A07,male,25-35,1,safe,agree", ("area-outside-wave", "lines.3.area")),
        ("2,IQG15Q08N99,A07,male,25-35,1,safe,agree", ("area-outside-wave", "lines.3.area")),
        (f"2,{SECRET},A07,male,25-35,1,safe,agree", ("area-outside-wave", "lines.3.area")),
        (f"2,IQG15Q08N01,{SECRET},male,25-35,1,safe,agree", ("not-a-code", "lines.3.cluster")),
        ("2,IQG15Q08N01,,male,25-35,1,safe,agree", ("not-a-code", "lines.3.cluster")),
        (f"2,IQG15Q08N01,A07,{SECRET},25-35,1,safe,agree", ("unknown-code", "lines.3.sex")),
        ("2,IQG15Q08N01,A07,male,31,1,safe,agree", ("unknown-code", "lines.3.age_band")),
        (f"2,IQG15Q08N01,A07,male,25-35,1,{SECRET},agree", ("unknown-answer", "lines.3.safe_after_dark")),
        ("2,IQG15Q08N01,A07,male,25-35,1,agree,agree", ("unknown-answer", "lines.3.safe_after_dark")),
        ("2,IQG15Q08N01,A07,male,25-35,1,5,agree", ("unknown-answer", "lines.3.safe_after_dark")),
        ("2,IQG15Q08N01,A07,male,25-35,1,safe", ("line-broken", "lines.3")),
        ("2,IQG15Q08N01,A07,male,25-35,1,safe,agree,agree", ("line-broken", "lines.3")),
        ('2,IQG15Q08N01,"A07"x,male,25-35,1,safe,agree', ("line-broken", "lines.3")),
    ],
)
def test_what_is_wrong_is_named_by_its_line_and_column(line: str, problem: tuple[str, str]) -> None:
    assert wrong(line) == problem


@pytest.mark.parametrize(
    "column",
    [
        *("name", "Respondent Name", "phone_number", "Mobile", "national-id", "id", "household_id", "gps_lat"),
        *("e-mail", "date of birth", "الاسم", "رقم الهاتف", "ناو", "interviewer", "tribe", "address"),
    ],
)
def test_columns_that_could_name_somebody_are_refused(column: str) -> None:
    assert refused(f"{HEADER},{column}\n{LINE},{SECRET}\n".encode()) == ("identifying-column", "header.9")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (f"{HEADER},favourite_colour", ("unknown-column", "header.9")),
        (f"{HEADER},{SECRET}", ("unknown-column", "header.9")),
        (f"{HEADER},", ("unknown-column", "header.9")),
        (f"{HEADER},weight", ("column-twice", "header.9")),
        (HEADER.replace(",weight", ""), ("column-missing", "header.weight")),
        (HEADER.replace(",cluster", ""), ("column-missing", "header.cluster")),
        (HEADER.replace(",police_listen", ""), ("column-missing", "header.police_listen")),
    ],
)
def test_a_file_has_the_columns_of_its_wave_and_no_others(header: str, problem: tuple[str, str]) -> None:
    assert wrong(LINE, header) == problem


def test_columns_are_those_that_the_design_wants() -> None:
    simple, stratified = (Expected(design, "IQG15Q08", ASKED) for design in (Design.SIMPLE, Design.STRATIFIED))
    without = HEADER.replace(",cluster", ""), LINE.replace(",A07", "")
    assert sheets.read("\n".join(without).encode(), simple)[0].cluster is None
    assert refused(f"{HEADER}\n{LINE}".encode(), simple) == ("unknown-column", "header.3")
    stratum = HEADER.replace("cluster", "stratum"), LINE
    assert sheets.read("\n".join(stratum).encode(), stratified)[0].stratum == "A07"
    assert refused("\n".join(without).encode(), stratified) == ("column-missing", "header.stratum")


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "file-empty"),
        (HEADER.encode(), "file-empty"),
        (f"{HEADER}\n{LINE}".encode("utf-16"), "not-utf-8"),
        (f"{HEADER}\n{SECRET}".encode("cp1256"), "not-utf-8"),
    ],
)
def test_a_file_is_text_in_utf_8_with_respondents(content: bytes, type: str) -> None:
    assert refused(content) == (type, None)


def test_a_file_has_so_many_respondents_and_no_more(monkeypatch: Any) -> None:
    monkeypatch.setattr(sheets, "MOST_RESPONDENTS", 3)
    lines = [LINE.replace("1", str(number), 1) for number in range(1, 5)]
    assert len(read(*lines[:3])) == 3
    assert refused("\n".join((HEADER, *lines)).encode()) == ("too-many-respondents", None)
