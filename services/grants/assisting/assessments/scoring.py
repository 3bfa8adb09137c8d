"""Points for needs and skills, by the rules of a version; nothing here asks the database.

`ila-2020` is the programme's own: sixty points for what a household needs, forty for what somebody can do with
assistance. It goes by what is answered and by nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.grants.assisting.assessments.views import AnswersDraft, NeedsPart, PartView, Shelter
from services.grants.assisting.phases.views import NeedsScoring
from services.grants.people import IncomeBand
from services.grants.points import Steps, reached, scored, share

SKILLS = frozenset({NeedsPart.EXPERIENCE, NeedsPart.TRAINED, NeedsPart.LITERATE, NeedsPart.TOOLS, NeedsPart.HOURS})
"""The parts that are about what somebody can do; the others are about what a household needs."""

_INCOME = {IncomeBand.NOTHING: 15, IncomeBand.BELOW_350000: 10, IncomeBand.TO_700000: 5}
"""What is not said has no points: else it would pay to say nothing."""
_SHELTER = {Shelter.MAKESHIFT: 5, Shelter.UNFINISHED: 5, Shelter.HOSTED: 4, Shelter.RENTED: 2}
_EARNERS = {0: 10, 1: 5}
_EXPERIENCE: Steps = ((1, 4), (3, 8), (5, 12))
_HOURS: Steps = ((10, 3), (20, 6), (35, 10))


@dataclass(frozen=True)
class NeedsScore:
    """From 0 to 100, of which so much for needs and so much for skills, and each part explained."""

    needs: Decimal
    skills: Decimal
    total: Decimal
    parts: Sequence[PartView]


@dataclass(frozen=True)
class _Part:
    part: NeedsPart
    points: Fraction
    most: int
    stated: str


def score(answers: AnswersDraft, version: NeedsScoring) -> NeedsScore:
    """The score by a version's rules."""
    parts = list(_RULES[version](answers))
    needs, skills, whole = (
        scored({each.part: each.points for each in parts if each.part in of})
        for of in (frozenset(NeedsPart) - SKILLS, SKILLS, frozenset(NeedsPart))
    )
    explained = [
        PartView(part=each.part, points=whole.parts[each.part], most=each.most, stated=each.stated) for each in parts
    ]
    return NeedsScore(needs.total, skills.total, whole.total, explained)


def _ila_2020(answers: AnswersDraft) -> Iterator[_Part]:
    depend, of = answers.dependants, answers.household_size
    yield _Part(NeedsPart.DEPENDANTS, share(15, depend, of), 15, f"{depend} / {of}")
    yield _given(NeedsPart.EARNERS, _EARNERS.get(answers.earners, 0), 10, answers.earners)
    yield _given(NeedsPart.INCOME, _INCOME.get(answers.income, 0), 15, answers.income)
    yield _yes(NeedsPart.FEMALE_HEADED, answers.female_headed, 5)
    yield _yes(NeedsPart.DISABILITY, answers.disability, 5)
    yield _given(NeedsPart.SHELTER, _SHELTER.get(answers.shelter, 0), 5, answers.shelter)
    yield _yes(NeedsPart.DEBT, answers.debt, 5)
    yield _given(NeedsPart.EXPERIENCE, reached(_EXPERIENCE, answers.experience), 12, answers.experience)
    yield _yes(NeedsPart.TRAINED, answers.trained, 8)
    yield _yes(NeedsPart.LITERATE, answers.literate, 5)
    yield _yes(NeedsPart.TOOLS, answers.tools, 5)
    yield _given(NeedsPart.HOURS, reached(_HOURS, answers.hours), 10, answers.hours)


_RULES = {NeedsScoring.ILA_2020: _ila_2020}


def _given(part: NeedsPart, points: int, most: int, stated: object) -> _Part:
    return _Part(part, Fraction(points), most, str(stated))


def _yes(part: NeedsPart, stated: bool, most: int) -> _Part:
    return _given(part, most * stated, most, "yes" if stated else "no")
