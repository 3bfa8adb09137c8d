"""What people answered to the six questions of the Washington Group: 30 % of those of five years and over were asked.

Of each question 88 in a hundred have no difficulty, 8 some, 2 a lot, 1 cannot do it at all, and 1 would not say or does
not know; beyond 60 years 60 have none, 26 some, 9 a lot and 4 cannot. Of one in 25 not every question was asked.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from demo.families import age_on
from demo.registering import Registration
from demo.rows import Functioning
from services.beneficiary.functioning.rules import ASKED_FROM
from services.beneficiary.functioning.views import Difficulty, Question
from services.beneficiary.people.births import born
from services.beneficiary.people.views import BirthPrecision
from shared.days import day_of

ASKED, IN_PART = 0.3, 1 / 25

_ANSWERS = [each.value for each in Difficulty]
_SHARES, _SHARES_OF_OLDER = (88.0, 8.0, 2.0, 1.0, 0.5, 0.5), (60.0, 26.0, 9.0, 4.0, 0.5, 0.5)
_OLDER = 60
_TO_QUESTIONS = timedelta(seconds=103)


def functioning_rows(random: Random, registrations: Sequence[Registration]) -> list[Functioning]:
    """The answers of those who were asked, not yet in order."""
    rows = []
    for one in registrations:
        day = day_of(one.at)
        birth = born(one.writing.birth.date, BirthPrecision(one.writing.birth.precision))
        if random.random() >= ASKED or birth is None or birth.is_under(ASKED_FROM, day) is not False:
            continue
        shares = _SHARES_OF_OLDER if age_on(one.person.birth) > _OLDER else _SHARES
        answers: list[str | None] = [*random.choices(_ANSWERS, shares, k=len(Question))]
        if random.random() < IN_PART:
            answers[random.randrange(len(answers))] = None
        rows.append(Functioning._make((0, one.id, day, *answers, one.at + _TO_QUESTIONS, one.by, None, None, None)))
    return rows
