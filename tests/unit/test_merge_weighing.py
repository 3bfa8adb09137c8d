"""How likely two registrations are one person: those of one person are, and people who are much alike stay apart."""

from datetime import date
from typing import Any

import pytest

from services.beneficiary.duplicates.likely import THRESHOLD
from services.beneficiary.evidence import weighing
from services.beneficiary.evidence.judging import FIELDS, Compared
from services.beneficiary.names import forms, keys
from services.beneficiary.people import signs
from services.beneficiary.people.frequencies import Frequencies

NOTHING: dict[str, Any] = dict.fromkeys(name for names in FIELDS.values() for name in names)
ZAYNAB = NOTHING | {
    "given_native": "زينب",
    "father_native": "كاظم",
    "grandfather_native": "جواد",
    "nisba_native": "الجبوري",
    "mother_given_native": "رغد",
    "mother_father_native": "شلال",
    "sex": "female",
    "birth_date": date(1984, 3, 9),
    "birth_precision": "day",
    "place": "IQG15Q08N01",
}
LATIN = {
    "father_native": None,
    "father_latin": "Kadhim",
    "grandfather_native": None,
    "grandfather_latin": "Jawad",
    "nisba_native": None,
    "nisba_latin": "Al-Jubouri",
    "mother_given_native": None,
    "mother_given_latin": "Raghad",
    "mother_father_native": None,
    "mother_father_latin": "Shallal",
}
KNOWN = Frequencies(1_000_000, {f"{signs.GIVEN}znb": 0.02, f"{signs.GIVEN}mhmd": 0.05, f"{signs.GIVEN}*l": 0.05})


def likelihood(**other: Any) -> float:
    return weighing.probability(Compared(ZAYNAB, ZAYNAB | other), KNOWN)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"given_native": "زَيْنَب", "father_native": "كاظــم", "nisba_native": "جبورى", "place": "IQG01Q01N02"},
        LATIN,
        {"birth_date": date(1986, 7, 1), "birth_precision": "estimated"},
        {"birth_date": date(1984, 9, 3), "grandfather_native": None},
        {"birth_date": None, "birth_precision": "unknown"},
        {"given_native": "أم حسين", "nisba_native": None},
        {"nisba_native": "الزيدي"},
        {"mother_given_native": None, "mother_father_native": None, "grandfather_native": None},
    ],
    ids=(
        *(
            "the same",
            "spelt otherwise and moved",
            "in Latin letters",
            "estimated",
            "day and month swapped",
            "no birth",
        ),
        *("as a mother", "married", "little is known"),
    ),
)
def test_registrations_of_one_person_are_likely_one(other: dict[str, Any]) -> None:
    assert likelihood(**other) >= THRESHOLD


@pytest.mark.parametrize(
    "other",
    [
        {"given_native": "زهراء"},
        {"given_native": "زينة"},
        {"given_native": "سجى", "birth_date": date(1987, 1, 2)},
        {"birth_date": date(1991, 11, 23)},
        {"mother_given_native": "هدى", "mother_father_native": "نوري", "birth_date": date(1984, 8, 30)},
        {"father_native": "جواد", "grandfather_native": "كاظم", "mother_given_native": "هدى", "birth_date": None},
        {"given_native": "كاظم", "father_native": "جواد", "grandfather_native": "نوري", "sex": "male"},
        {"mother_given_native": "هدى", "mother_father_native": "نوري", "birth_date": date(1984, 7, 1)}
        | {"birth_precision": "year", "grandfather_native": None},
    ],
    ids=(
        *("twin sister", "twin sister whose name is much alike", "sister", "named after one who died"),
        *("namesake of one age", "father's names in each other's place", "father", "namesake of whom little is known"),
    ),
)
def test_people_who_are_much_alike_are_not(other: dict[str, Any]) -> None:
    assert likelihood(**other) < THRESHOLD


def test_hassan_and_hussein_are_two() -> None:
    hassan = ZAYNAB | {"given_native": "حسن", "sex": "male"}
    assert weighing.probability(Compared(hassan, hassan | {"given_native": "حسين"}), KNOWN) == 0.0


def test_to_agree_in_a_frequent_name_says_less() -> None:
    unknown = ("grandfather_native", "nisba_native", "mother_given_native", "mother_father_native")
    little = dict.fromkeys(unknown) | {"birth_date": date(1984, 7, 1), "birth_precision": "year"}
    rare, frequent = (
        ZAYNAB | little | {"given_native": given, "father_native": father}
        for given, father in (("شلال", "جواد"), ("محمد", "علي"))
    )
    rarely, often = (weighing.probability(Compared(one, one), KNOWN) for one in (rare, frequent))
    assert rarely > THRESHOLD > often
    assert set(weighing.frequent(frequent)) >= {f"{signs.GIVEN}mhmd", f"{signs.GIVEN}*l"}


def test_in_a_larger_register_two_are_less_likely_one() -> None:
    little = ZAYNAB | {"birth_date": None, "mother_given_native": None, "mother_father_native": None}
    small, large = (
        weighing.probability(Compared(little, little), Frequencies(people, KNOWN.shares))
        for people in (100_000, 10_000_000)
    )
    assert small > large
    assert small == weighing.probability(Compared(little, little), Frequencies(10, KNOWN.shares))


def test_a_frequency_is_that_of_the_rarest_sign_that_is_shared() -> None:
    assert KNOWN.of([f"{signs.GIVEN}mhmd", f"{signs.GIVEN}znb"]) == 0.02
    assert KNOWN.of([f"{signs.GIVEN}qqq"]) < 0.02
    assert Frequencies().of([f"{signs.GIVEN}{key}" for key in keys.of(forms.words("زينب")[0])]) == 0.01
