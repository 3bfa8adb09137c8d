"""Points for needs and skills, by the programme's own rules."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.grants.assisting.assessments.scoring import SKILLS, score
from services.grants.assisting.assessments.views import AnswersDraft, NeedsPart, Shelter
from services.grants.assisting.phases.views import NeedsScoring
from services.grants.people import IncomeBand

ANSWERS: dict[str, Any] = {
    "assessed_on": "2020-01-08",
    "household_size": 6,
    "dependants": 4,
    "earners": 1,
    "income": IncomeBand.BELOW_350000,
    "female_headed": True,
    "disability": False,
    "shelter": Shelter.RENTED,
    "debt": True,
    "experience": 3,
    "trained": False,
    "literate": True,
    "tools": False,
    "hours": 25,
}
MOST = {"income": "nothing", "earners": 0, "dependants": 6, "disability": True, "shelter": "makeshift"}
MOST |= {"experience": 5, "trained": True, "tools": True, "hours": 35}


def scored(**changes: Any) -> Any:
    return score(AnswersDraft(**ANSWERS | changes), NeedsScoring.ILA_2020)


def test_every_part_follows_from_what_was_answered_and_is_explained() -> None:
    found = scored()
    assert {part.part.value: (part.points, part.most, part.stated) for part in found.parts} == {
        "dependants": (Decimal(10), 15, "4 / 6"),
        "earners": (Decimal(5), 10, "1"),
        "income": (Decimal(10), 15, "below_350000"),
        "female_headed": (Decimal(5), 5, "yes"),
        "disability": (Decimal(0), 5, "no"),
        "shelter": (Decimal(2), 5, "rented"),
        "debt": (Decimal(5), 5, "yes"),
        "experience": (Decimal(8), 12, "3"),
        "trained": (Decimal(0), 8, "no"),
        "literate": (Decimal(5), 5, "yes"),
        "tools": (Decimal(0), 5, "no"),
        "hours": (Decimal(6), 10, "25"),
    }
    assert (found.needs, found.skills, found.total) == (Decimal(37), Decimal(19), Decimal(56))


def test_the_parts_make_sixty_points_for_needs_and_forty_for_skills() -> None:
    found = scored(**MOST)
    assert (found.needs, found.skills, found.total) == (60, 40, 100)
    most = {part.part: part.most for part in found.parts}
    assert sum(most[part] for part in SKILLS) == 40
    assert sum(most[part] for part in set(NeedsPart) - SKILLS) == 60


def test_who_says_nothing_of_their_income_has_no_points_for_it() -> None:
    [part] = [part for part in scored(income="not_said").parts if part.part is NeedsPart.INCOME]
    assert part.points == 0


@given(
    household_size=st.integers(1, 40),
    dependants=st.integers(0, 40),
    earners=st.integers(0, 40),
    income=st.sampled_from(IncomeBand),
    shelter=st.sampled_from(Shelter),
    experience=st.integers(0, 70),
    hours=st.integers(0, 84),
    yes=st.tuples(*(st.booleans() for _ in range(6))),
)
def test_no_score_leaves_its_bounds_and_it_is_the_sum_of_both_sides(yes: tuple[bool, ...], **answers: Any) -> None:
    names = ("female_headed", "disability", "debt", "trained", "literate", "tools")
    found = scored(**answers, **dict(zip(names, yes, strict=True)))
    assert found.needs + found.skills == found.total
    assert 0 <= found.needs <= 60
    assert 0 <= found.skills <= 40
    assert all(0 <= part.points <= part.most for part in found.parts)
