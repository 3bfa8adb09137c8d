"""Files of answers: CSV (RFC 4180) in UTF-8, one line for each respondent, all of it good or none of it taken.

    respondent,area,cluster,sex,age_band,weight,safe_after_dark,police_listen
    1,IQG15Q08N01,A07,female,25-35,1.25,unsafe,agree

`area` is a district or sub-district; `cluster` and `stratum` are codes, as the design of the sample wants them;
`respondent` is a number that tells the lines apart and is forgotten; `weight` is above zero. The other columns are the
codes of the wave's questions, with an answer of their scale or its place on it (1 is the first), `do_not_know`,
`refused`, or nothing where it was not asked. Digits may be Arabic. Columns that could name somebody are refused.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from types import MappingProxyType

from services.forums.answers.views import MOST_RESPONDENTS, RespondentAge
from services.forums.members.views import Sex
from services.forums.questions.scales import CHOICES, NO_ANSWER, Scale
from services.forums.waves.views import Design
from shared import places
from shared.errors import Invalid
from shared.places import Level

_ALWAYS = ("respondent", "area", "sex", "age_band", "weight")
_BY_DESIGN: Mapping[Design, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        Design.SIMPLE: ((), ()),
        Design.CLUSTER: (("cluster",), ("stratum",)),
        Design.STRATIFIED: (("stratum",), ("cluster",)),
    }
)
"""The columns that a design wants, and those that it admits."""

_IDENTIFYING = re.compile(
    r"name|phone|mobile|\btel|e.?mail|address|\bgps|latitude|longitude|\blat\b|\blon\b|birth|\bdob\b|passport|document"
    r"|national|\bid\b|\bid_|_id\b|card|household|enumerator|interviewer|person|photo|signature|tribe|sect\b|religion"
    r"|ethnic"
    r"|اسم|إسم|هاتف|موبايل|عنوان|ميلاد|هوية|بطاقة|جواز|عشيرة|قبيلة|ناو|تەلەفۆن|مۆبایل|ناونیشان|پێناس",
    re.IGNORECASE,
)
"""What columns are called that could tell who answered, or what must not be asked."""

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_WEIGHT = re.compile(r"[0-9]{1,7}(\.[0-9]{1,12})?")
_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")
_WIDEST = 200


@dataclass(frozen=True)
class Row:
    """A line of a file, read; `choices` in the order of the wave's questions."""

    area: str
    cluster: str | None
    stratum: str | None
    sex: Sex
    age_band: RespondentAge
    weight: float
    choices: tuple[str | None, ...]


@dataclass(frozen=True)
class Expected:
    """What a wave lets stand in a file: its design, its place, and its questions with their scales, in order."""

    design: Design
    place: str
    questions: Mapping[str, Scale]


def read(content: bytes, expected: Expected) -> list[Row]:
    """The lines of a file. Refused at the first thing that is wrong, by line and column; what stood there is not told.

    The first line is 1, and has the names of the columns.
    """
    lines = _lines(content)
    header = next(lines, None)
    if header is None:
        raise Invalid("file-empty", "There is nothing in this file.")
    columns = _columns(header[1], expected)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for line, entries in lines:
        if len(rows) == MOST_RESPONDENTS:
            raise Invalid("too-many-respondents", "A file has {most} respondents at the most.", most=MOST_RESPONDENTS)
        if len(entries) != len(columns):
            raise Invalid(
                "line-broken",
                "Line {line} has not one entry for each column.",
                field=f"lines.{line}",
                line=line,
            )
        stated = {name: entry.strip().translate(_DIGITS) for name, entry in zip(columns, entries, strict=True)}
        number = _respondent(stated, line)
        if number in seen:
            raise Invalid(
                "respondent-twice",
                "Line {line} has the same respondent as line {before}.",
                field=f"lines.{line}.respondent",
                line=line,
                before=seen[number],
            )
        seen[number] = line
        rows.append(_row(stated, line, expected))
    if not rows:
        raise Invalid("file-empty", "There is nothing in this file.")
    return rows


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, with their numbers."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("not-utf-8", "The file is not written in UTF-8.") from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for entries in reader:
            if any(entry.strip() for entry in entries):
                yield reader.line_num, entries
    except csv.Error:
        line = reader.line_num
        raise Invalid(
            "line-broken", "Line {line} has not one entry for each column.", field=f"lines.{line}", line=line
        ) from None


def _columns(header: Sequence[str], expected: Expected) -> list[str]:
    """The names of the columns; a name that is not known is told by its place alone, for it could be anything."""
    wanted, admitted = _BY_DESIGN[expected.design]
    needed = (*_ALWAYS, *wanted, *expected.questions)
    columns = [entry.strip() for entry in header]
    for place, name in enumerate(columns, 1):
        field = f"header.{place}"
        if name in columns[: place - 1]:
            raise Invalid("column-twice", "Column {column} stands in the file before.", field=field, column=place)
        if name in needed or name in admitted:
            continue
        if len(name) <= _WIDEST and _IDENTIFYING.search(name.replace("-", "_")):
            raise Invalid(
                "identifying-column",
                "Column {column} could tell who answered: nothing that names a respondent is taken.",
                field=field,
                column=place,
            )
        raise Invalid("unknown-column", "Column {column} is none that this wave has.", field=field, column=place)
    for name in needed:
        if name not in columns:
            raise Invalid("column-missing", "The column {name} is missing.", field=f"header.{name}", name=name)
    return columns


def _respondent(stated: Mapping[str, str], line: int) -> str:
    if not _NUMBER.fullmatch(stated["respondent"]):
        raise Invalid(
            "respondent-number",
            "On line {line} the respondent is no whole number above zero.",
            field=f"lines.{line}.respondent",
            line=line,
        )
    return stated["respondent"]


def _row(stated: Mapping[str, str], line: int, expected: Expected) -> Row:
    return Row(
        area=_area(stated["area"], line, expected.place),
        cluster=_code(stated, "cluster", line),
        stratum=_code(stated, "stratum", line),
        sex=Sex(_one_of(stated, "sex", tuple(Sex), line)),
        age_band=RespondentAge(_one_of(stated, "age_band", tuple(RespondentAge), line)),
        weight=_weight(stated["weight"], line),
        choices=tuple(_choice(stated[code], code, scale, line) for code, scale in expected.questions.items()),
    )


def _area(stated: str, line: int, within: str) -> str:
    known = stated.startswith(within) and places.exists(stated)
    if not known or places.place(stated).level < Level.DISTRICT:
        raise Invalid(
            "area-outside-wave",
            "On line {line} the area is no district or sub-district in which this wave was held.",
            field=f"lines.{line}.area",
            line=line,
        )
    return stated


def _code(stated: Mapping[str, str], column: str, line: int) -> str | None:
    if column not in stated:
        return None
    if not _CODE.fullmatch(stated[column]):
        raise Invalid(
            "not-a-code",
            "On line {line}, {column} is no code of up to 20 letters, digits and hyphens.",
            field=f"lines.{line}.{column}",
            line=line,
            column=column,
        )
    return stated[column]


def _one_of(stated: Mapping[str, str], column: str, codes: tuple[str, ...], line: int) -> str:
    if stated[column] not in codes:
        raise Invalid(
            "unknown-code",
            "On line {line}, {column} is none of {codes}.",
            field=f"lines.{line}.{column}",
            line=line,
            column=column,
            codes=tuple(str(code) for code in codes),
        )
    return stated[column]


def _weight(stated: str, line: int) -> float:
    weight = float(stated) if _WEIGHT.fullmatch(stated) else 0.0
    if not (isfinite(weight) and weight > 0):
        raise Invalid(
            "weight-not-positive",
            "On line {line} the weight is no number above zero.",
            field=f"lines.{line}.weight",
            line=line,
        )
    return weight


def _choice(stated: str, question: str, scale: Scale, line: int) -> str | None:
    choices = CHOICES[scale]
    if not stated:
        return None
    if stated in (*choices, *NO_ANSWER):
        return stated
    if _NUMBER.fullmatch(stated) and int(stated) <= len(choices):
        return choices[int(stated) - 1]
    raise Invalid(
        "unknown-answer",
        "On line {line} this is no answer to {question}: it has {codes}.",
        field=f"lines.{line}.{question}",
        line=line,
        question=question,
        codes=tuple(str(choice) for choice in choices),
    )
