"""How what two registrations state goes together, and what makes it take two people to merge them."""

from datetime import date
from typing import Any

import pytest

from services.beneficiary.documents.views import DocumentType
from services.beneficiary.evidence import risks
from services.beneficiary.evidence.judging import FIELDS, Compared
from services.beneficiary.evidence.views import Evidence, Together
from services.beneficiary.identities.views import Risk

NOTHING: dict[str, Any] = dict.fromkeys(name for names in FIELDS.values() for name in names)
ZAYNAB = NOTHING | {
    "given_native": "زينب",
    "father_native": "حسين",
    "mother_given_native": "فاطمة",
    "sex": "female",
    "birth_date": date(1990, 7, 3),
    "birth_precision": "day",
    "place": "IQG15Q08N01",
    "languages": ["ar"],
}
PASSPORT = {"documents": (DocumentType.PASSPORT,)}


def both(one: dict[str, Any] | None = None, other: dict[str, Any] | None = None, **shared: Any) -> Compared:
    """Zaynab as she is stated twice, with what is stated otherwise."""
    return Compared(ZAYNAB | (one or {}), ZAYNAB | (other or {}), **shared)


def born(day: str | None, precision: str = "day") -> dict[str, Any]:
    return {"birth_date": day and date.fromisoformat(day), "birth_precision": precision}


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ({"given_native": "زينب"}, {"given_native": "زَيْنَب"}, "agrees"),
        ({"given_native": "زينب"}, {"given_native": "زینب"}, "agrees"),
        (
            {"given_native": "زينب", "given_latin": "Zaynab"},
            {"given_native": "زينب", "given_latin": "Zainab"},
            "agrees",
        ),
        ({"given_native": "محمد"}, {"given_native": "محمد علي"}, "near"),
        ({"given_native": "زينب", "given_latin": "Zaynab"}, {"given_native": "Zeinab"}, "near"),
        ({"given_native": "زينب"}, {"given_native": "سعاد"}, "differs"),
        ({"given_native": "زينب", "given_latin": "Suad"}, {"given_native": "سعاد", "given_latin": "Suad"}, "agrees"),
        ({"given_native": "الحاج زينب"}, {"given_native": "زينب"}, "agrees"),
    ],
)
def test_a_name_goes_together_in_one_script_or_across_them(
    one: dict[str, Any], other: dict[str, Any], evidence: str
) -> None:
    assert both(one, other).evidence("given") == both(other, one).evidence("given") == evidence


@pytest.mark.parametrize("field", ["given", "father", "mother_given", "nisba", "known_as"])
def test_a_part_that_one_does_not_state_is_unknown_and_not_different(field: str) -> None:
    assert both(other=dict.fromkeys(FIELDS[field])).evidence(field) is Evidence.UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        (born("1990-07-03"), born("1990-07-03"), "agrees"),
        (born("1990-07-03"), born("1990-03-07"), "near"),
        (born("1990-12-30"), born("1991-01-02"), "near"),
        (born("1990-07-03"), born("1994-03-07"), "differs"),
        (born("1990-07-03"), born("1990-07-01", "year"), "agrees"),
        (born("1990-07-03"), born("1990-07-01", "month"), "agrees"),
        (born("1990-07-03"), born("1991-07-01", "year"), "near"),
        (born("1990-07-03"), born("1987-07-01", "estimated"), "agrees"),
        (born("1990-07-03"), born("1980-07-01", "estimated"), "differs"),
        (born("1990-07-03"), born(None, "unknown"), "unknown"),
        (born(None, "unknown"), born(None, "unknown"), "unknown"),
    ],
)
def test_births_go_together_as_far_as_they_are_known(one: dict[str, Any], other: dict[str, Any], evidence: str) -> None:
    assert both(one, other).evidence("birth_date") == both(other, one).evidence("birth_date") == evidence


@pytest.mark.parametrize(
    ("field", "other", "evidence"),
    [
        ("sex", "female", "agrees"),
        ("sex", "male", "differs"),
        ("sex", "not_stated", "unknown"),
        ("place", "IQG15Q08N01", "agrees"),
        ("place", "IQG15Q08", "agrees"),
        ("place", "IQG15Q08N03", "near"),
        ("place", "IQG15Q06", "differs"),
        ("languages", ["ar"], "agrees"),
        ("languages", ["azb", "ar"], "near"),
        ("languages", ["ckb"], "differs"),
        ("languages", None, "unknown"),
    ],
)
def test_what_else_is_stated_goes_together(field: str, other: Any, evidence: str) -> None:
    assert both(other={field: other}).evidence(field) == evidence


# --- what takes two people --------------------------------------------------------------------------------------------


def test_two_who_share_a_document_of_their_own_and_agree_are_merged_by_one_person() -> None:
    assert risks.of(both(**PASSPORT)) == []
    assert risks.of(both(phone=True)) == []


@pytest.mark.parametrize(
    ("other", "shared", "risk"),
    [
        ({}, {}, Risk.NAMES_ALONE),
        ({}, {"documents": (DocumentType.CIVIL_STATUS_ID,)}, Risk.NAMES_ALONE),
        ({"given_native": "سعاد"}, PASSPORT, Risk.OTHER_NAME),
        ({"mother_given_native": "خديجة"}, PASSPORT, Risk.OTHER_MOTHER),
        ({"sex": "male"}, PASSPORT, Risk.OTHER_SEX),
        (born("1990-03-07"), PASSPORT, Risk.OTHER_BIRTH),
        ({}, {**PASSPORT, "household": Together.AT_ONCE}, Risk.ONE_HOUSEHOLD),
        ({}, {**PASSPORT, "registrations": (2, 1)}, Risk.SEVERAL_ALREADY),
        ({}, {**PASSPORT, "registrations": (1, 3)}, Risk.SEVERAL_ALREADY),
    ],
)
def test_each_rule_alone_makes_it_take_two_people(other: dict[str, Any], shared: dict[str, Any], risk: Risk) -> None:
    assert risks.of(both(other=other, **shared)) == [risk]


@pytest.mark.parametrize(
    "other",
    [
        dict.fromkeys(("mother_given_native", "father_native")),
        {"sex": "not_stated"},
        born("1990-07-01", "year"),
        born(None, "unknown"),
        {"given_native": "Zainab"},
        {"place": "IQG04Q03"},
    ],
)
def test_what_is_not_known_or_spelt_otherwise_is_held_against_nobody(other: dict[str, Any]) -> None:
    assert risks.of(both(other=other, **PASSPORT)) == []


def test_a_household_in_turn_is_no_risk() -> None:
    assert risks.of(both(household=Together.IN_TURN, **PASSPORT)) == []


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        # twins, siblings, father and son, namesakes in one village, a dead child's reused name
        ({}, {"given_native": "زهراء"}, Risk.OTHER_NAME),
        ({"given_native": "حسن"}, {"given_native": "حسين"}, Risk.OTHER_NAME),
        ({}, {"given_native": "سعاد"} | born("1993-01-20"), Risk.OTHER_BIRTH),
        (
            {"given_native": "حسين"} | born("1960-01-05"),
            {"given_native": "حسين"} | born("1990-07-03"),
            Risk.OTHER_BIRTH,
        ),
        ({}, {"mother_given_native": "خديجة"}, Risk.OTHER_MOTHER),
        (born("1990-07-03"), born("1992-07-03"), Risk.OTHER_BIRTH),
    ],
)
def test_those_who_are_easily_taken_for_one_take_two_people(
    one: dict[str, Any], other: dict[str, Any], why: Risk
) -> None:
    for shared in ({}, {"phone": True}, {"documents": (DocumentType.CIVIL_STATUS_ID,), "phone": True}):
        assert why in risks.of(both(one, other, **shared))
