"""Quarters: of the calendar, in a row, and the last one as far as it has come."""

from datetime import date
from itertools import pairwise

import pytest

from shared.days import last_quarters, quarter_of


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2020, 1, 1), date(2020, 1, 1)),
        (date(2020, 3, 31), date(2020, 1, 1)),
        (date(2020, 4, 1), date(2020, 4, 1)),
        (date(2020, 12, 31), date(2020, 10, 1)),
    ],
)
def test_a_day_lies_in_the_quarter_that_began_last(day: date, first: date) -> None:
    assert quarter_of(day) == first


def test_quarters_follow_each_other_without_a_gap_and_the_last_ends_on_the_day() -> None:
    quarters = last_quarters(date(2021, 2, 3))
    assert (quarters[0], quarters[-1]) == (
        (date(2019, 4, 1), date(2019, 6, 30)),
        (date(2021, 1, 1), date(2021, 2, 3)),
    )
    assert len(quarters) == 8
    for (_, until), (since, _) in pairwise(quarters):
        assert (since - until).days == 1
    assert last_quarters(date(2021, 1, 1))[-1] == (date(2021, 1, 1), date(2021, 1, 1))
