"""Who is found to be one person in a register, and who stays apart: one small register with a case of each."""

from datetime import date
from itertools import count
from typing import Any

import pytest

from services.beneficiary.linkage import columns, people, records
from services.beneficiary.linkage.backend import opened
from services.beneficiary.linkage.engines import Engine
from services.beneficiary.linkage.matching import matches

VILLAGE, ELSEWHERE = "IQG15Q08N01", "IQG01Q01N02"
BORN = date(1984, 3, 9)

OTHERS = [
    *("خالد", "فراس", "مؤيد", "عدنان", "غازي", "سامي", "رعد", "صباح", "نزار", "عامر", "بهاء", "لؤي", "قصي", "زياد"),
    *("هادي", "ناصر", "شاكر", "حامد", "فلاح", "عماد", "وليد", "جمال", "أنور", "رياض", "سعد", "باسل", "مهند", "ثامر"),
]
"""Given names of people beside, so that nobody's is everybody's."""


class Register:
    """Records as somebody writes them down; each case by its name."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.ids: dict[str, int] = {}
        self._next = count(1)

    def write(self, case: str, **stated: Any) -> None:
        """A record: of Zaynab, but for what is stated."""
        usual = {
            "given_native": "زينب",
            "father_native": "كاظم",
            "grandfather_native": "جواد",
            "nisba_native": "الجبوري",
            "mother_given_native": "رغد",
            "mother_father_native": "شلال",
            "sex": "female",
            "birth_date": BORN,
            "birth_precision": "day",
            "place": VILLAGE,
        }
        row = {"person_id": next(self._next), **usual, **stated}
        self.ids[case] = row["person_id"]
        self.rows.append(tuple(row.get(column) for column in (*columns.READ, *columns.BESIDE)))


def latin(**parts: str | None) -> dict[str, str | None]:
    """The usual family as a clerk writes it who has Latin letters alone."""
    usual = {"father": "Kadhim", "grandfather": "Jawad", "nisba": "Al-Jubouri", "mother_given": "Raghad"}
    natively = dict.fromkeys(f"{part}_native" for part in (*usual, "mother_father"))
    return {**natively, "mother_father_latin": "Shallal", **{f"{part}_latin": name for part, name in usual.items()}}


@pytest.fixture(scope="module")
def register() -> Register:
    register = Register()
    write = register.write
    write("zaynab")
    write("respelt", given_native="زينـب", father_native="كاظــم", nisba_native="جبورى", place=ELSEWHERE)
    write("in latin letters", **latin())
    write("estimated", birth_date=date(1986, 7, 1), birth_precision="estimated")
    write("day and month swapped", birth_date=date(1984, 9, 3), grandfather_native=None)
    write("as a mother", given_native="أم حسين", nisba_native=None)
    write("twin sister", given_native="زهراء")
    write("sister", given_native="سجى", birth_date=date(1987, 1, 2))
    write("named after one who died", birth_date=date(1991, 11, 23))
    write("namesake", mother_given_native="هدى", mother_father_native="نوري", birth_date=date(1979, 8, 30))
    write("hassan", given_native="حسن", sex="male", father_native="ياس", birth_date=date(2001, 5, 6))
    write("hussein", given_native="حسين", sex="male", father_native="ياس", birth_date=date(2001, 5, 6))
    write("father", given_native="علي", father_native="مهدي", sex="male", birth_date=date(1960, 2, 3))
    write(
        "son",
        given_native="مهدي",
        father_native="علي",
        grandfather_native="مهدي",
        sex="male",
        mother_given_native="آية",
    )
    visit = {"household_id": 7, "registered_on": date(2019, 4, 2), "given_native": "بتول", "father_native": "نجم"}
    write("one of a household", **visit)
    write("beside her at that visit", **visit, **{"birth_date": date(1983, 7, 1), "birth_precision": "estimated"})
    for number, other in enumerate(OTHERS):
        family = {"father_native": OTHERS[number - 3], "grandfather_native": OTHERS[number - 7], "nisba_native": None}
        mother = {"mother_given_native": f"ن{other}", "mother_father_native": OTHERS[number - 11]}
        write(other, given_native=other, birth_date=date(1950 + number, 1 + number % 12, 9), **family, **mother)
    return register


@pytest.fixture(scope="module")
def found(register: Register) -> set[frozenset[str]]:
    cases = {id: case for case, id in register.ids.items()}
    with opened(Engine.DUCKDB) as backend:
        backend.keep("records", records.table(register.rows))
        pairs = matches(backend, people.MODEL, {"records": len(register.rows)})
    return {frozenset((cases[pair.one], cases[pair.other])) for pair in pairs}


@pytest.mark.parametrize("again", ["respelt", "in latin letters", "estimated", "day and month swapped", "as a mother"])
def test_somebody_is_found_again(found: set[frozenset[str]], again: str) -> None:
    assert {"zaynab", again} in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zaynab", "twin sister"),
        ("zaynab", "sister"),
        ("zaynab", "named after one who died"),
        ("zaynab", "namesake"),
        ("hassan", "hussein"),
        ("father", "son"),
        ("one of a household", "beside her at that visit"),
    ],
)
def test_two_people_stay_apart(found: set[frozenset[str]], one: str, other: str) -> None:
    assert {one, other} not in found


def test_nobody_else_is_found(found: set[frozenset[str]]) -> None:
    zaynab = {"zaynab", "respelt", "in latin letters", "estimated", "day and month swapped", "as a mother"}
    assert [pair for pair in found if not pair <= zaynab] == [{"as a mother", "twin sister"}]


def test_a_twin_who_is_registered_as_a_mother_may_be_either_and_is_asked_about(found: set[frozenset[str]]) -> None:
    assert {"as a mother", "zaynab"} in found
    assert {"as a mother", "twin sister"} in found


def test_every_one_of_the_model_can_be_asked_of_a_cluster() -> None:
    for part in people.MODEL.comparisons:
        assert part.get_comparison("spark").comparison_levels
    for rule in people.MODEL.candidates:
        assert rule.get_blocking_rule("spark").blocking_rule_sql
