"""Points for an expression of interest, by the published rules."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grants.granting.applications.scoring import Business, score
from services.grants.granting.calls.views import ScoringVersion
from shared.money import Currency

BAKERY = Business(
    currency=Currency.USD,
    amount=Decimal("12500"),
    contribution=Decimal("2500"),
    new_jobs=5,
    women=2,
    men=2,
    priority_staff=1,
    years=5,
    revenue=Decimal("60000"),
    revenue_currency=Currency.USD,
    female_representative=True,
    female_leader=False,
    social_responsibility=True,
    staff_benefits=True,
    diversity_policy=False,
)


def parts(**changes: Any) -> dict[str, Decimal]:
    return dict(score(replace(BAKERY, **changes), ScoringVersion.EOI_2019).parts)


def test_every_part_of_a_score_follows_from_the_published_table() -> None:
    scored = score(BAKERY, ScoringVersion.EOI_2019)
    assert scored.parts == {
        "female_representative": Decimal("5.00"),
        "female_leader": Decimal("0.00"),
        "female_staff": Decimal("7.50"),
        "years": Decimal("3.00"),
        "revenue": Decimal("5.00"),
        "staff": Decimal("1.00"),
        "priority_staff": Decimal("1.25"),
        "social_responsibility": Decimal("2.00"),
        "staff_benefits": Decimal("1.00"),
        "diversity_policy": Decimal("0.00"),
        "contribution": Decimal("3.00"),
        "cost_per_job": Decimal("20.00"),
    }
    assert scored.total == Decimal("48.75")


def test_a_business_with_all_points_has_a_hundred() -> None:
    best = replace(
        BAKERY,
        contribution=Decimal(12_500),
        new_jobs=7,
        women=200,
        men=0,
        priority_staff=200,
        years=8,
        revenue=Decimal(2_000_000),
        female_leader=True,
        diversity_policy=True,
    )
    assert score(best, ScoringVersion.EOI_2019).total == Decimal("100.00")


@pytest.mark.parametrize(
    ("change", "part"),
    [({"women": 0, "men": 0, "priority_staff": 0}, "female_staff"), ({"new_jobs": 0}, "cost_per_job")],
    ids=["no staff", "no new jobs"],
)
def test_a_share_of_nothing_has_no_points(change: dict[str, int], part: str) -> None:
    assert parts(**change)[part] == 0


@pytest.mark.parametrize(("years", "points"), [(0, 0), (1, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (8, 5), (50, 5)])
def test_years_have_points_by_the_steps_of_the_table(years: int, points: int) -> None:
    assert parts(years=years)["years"] == points


@pytest.mark.parametrize(
    ("revenue", "points"),
    [(49_999, 0), (50_000, 5), (99_999, 5), (100_000, 10), (1_000_000, 15), (2_000_000, 15), (2_000_001, 0)],
)
def test_revenue_has_points_up_to_that_of_a_small_enterprise(revenue: int, points: int) -> None:
    assert parts(revenue=Decimal(revenue))["revenue"] == points


def test_a_revenue_that_is_not_known_has_no_points() -> None:
    assert parts(revenue=None, revenue_currency=None)["revenue"] == 0


def test_dinars_count_at_the_rate_of_the_version() -> None:
    dinars = parts(currency=Currency.IQD, amount=Decimal(14_875_000), contribution=Decimal(2_975_000))
    assert dinars == parts()
    assert parts(revenue=Decimal(59_500_000), revenue_currency=Currency.IQD)["revenue"] == 5
    assert parts(revenue=Decimal(59_499_999), revenue_currency=Currency.IQD)["revenue"] == 0


def test_a_sum_is_rounded_once_and_half_up() -> None:
    """Two parts of 3.333… and one of 1.666… are 8.33 together, and not the sum of what each is rounded to."""
    scored = score(
        replace(BAKERY, women=2, men=1, priority_staff=1, contribution=Decimal("2777.77"), amount=Decimal(12_500)),
        ScoringVersion.EOI_2019,
    )
    assert scored.parts["priority_staff"] == Decimal("1.67")
    assert scored.parts["contribution"] == Decimal("3.33")
    assert scored.total == Decimal("52.00")


@given(
    st.builds(
        Business,
        currency=st.sampled_from(Currency),
        amount=st.decimals("0.001", "9999999999", places=3),
        contribution=st.decimals(0, "9999999999", places=3),
        new_jobs=st.integers(0, 20_000),
        women=st.integers(0, 10_000),
        men=st.integers(0, 10_000),
        priority_staff=st.integers(0, 10_000),
        years=st.integers(0, 200),
        revenue=st.decimals(0, "9999999999", places=3),
        revenue_currency=st.sampled_from(Currency),
        female_representative=st.booleans(),
        female_leader=st.booleans(),
        social_responsibility=st.booleans(),
        staff_benefits=st.booleans(),
        diversity_policy=st.booleans(),
    )
)
def test_whatever_is_stated_a_score_lies_between_nothing_and_a_hundred(business: Business) -> None:
    assert 0 <= score(business, ScoringVersion.EOI_2019).total <= 100
