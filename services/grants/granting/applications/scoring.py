"""Points for an expression of interest, by the rules of a version; nothing here asks the database.

`eoi-2019` follows the public scoring of an Enterprise Development Fund: twelve parts, a hundred points. Its thresholds
are in US dollars; of dinars 1,190 count as one, the official rate when the version was made, whatever the rate is now.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.grants.granting.calls.views import ScoringVersion
from services.grants.points import Score, Steps, reached, scored, share
from shared.money import Currency

_DINARS_FOR_A_DOLLAR = 1190
_IN_DOLLARS = {Currency.USD: Fraction(1), Currency.IQD: Fraction(1, _DINARS_FOR_A_DOLLAR)}
_JOB = 2_000
"""Dollars: a job that costs so much has all points, one that costs twice as much half of them."""

_YEARS: Steps = ((1, 2), (4, 3), (6, 4), (8, 5))
_STAFF: Steps = ((1, 1), (10, 3), (50, 4), (200, 5))
_REVENUE: Steps = ((50_000, 5), (100_000, 10), (1_000_000, 15))
_LARGEST_REVENUE = 2_000_000
"""Dollars a year; whoever earns more is no small enterprise and has no points for it."""


@dataclass(frozen=True)
class Business:
    """What is scored of an enterprise and its application."""

    currency: Currency
    amount: Decimal
    contribution: Decimal
    new_jobs: int
    women: int
    men: int
    priority_staff: int
    years: int
    revenue: Decimal | None
    """Of a year, in US dollars or in dinars as `revenue_currency` says; none if it is not known."""
    revenue_currency: Currency | None
    female_representative: bool
    female_leader: bool
    social_responsibility: bool
    staff_benefits: bool
    diversity_policy: bool


def score(business: Business, version: ScoringVersion) -> Score:
    """The score by a version's rules. A business without staff or new jobs has no points for their shares."""
    return scored(_RULES[version](business))


def _eoi_2019(business: Business) -> dict[str, Fraction]:
    staff = business.women + business.men
    asked = Fraction(business.amount)
    dollars = asked * _IN_DOLLARS[business.currency]
    return {
        "female_representative": Fraction(5 * business.female_representative),
        "female_leader": Fraction(5 * business.female_leader),
        "female_staff": share(15, business.women, staff),
        "years": Fraction(reached(_YEARS, business.years)),
        "revenue": Fraction(_of_revenue(business)),
        "staff": Fraction(reached(_STAFF, staff)),
        "priority_staff": share(5, business.priority_staff, staff),
        "social_responsibility": Fraction(2 * business.social_responsibility),
        "staff_benefits": Fraction(1 * business.staff_benefits),
        "diversity_policy": Fraction(2 * business.diversity_policy),
        "contribution": share(15, Fraction(business.contribution), asked),
        "cost_per_job": share(25, Fraction(_JOB * business.new_jobs), dollars),
    }


_RULES = {ScoringVersion.EOI_2019: _eoi_2019}


def _of_revenue(business: Business) -> int:
    if business.revenue is None or business.revenue_currency is None:
        return 0
    dollars = Fraction(business.revenue) * _IN_DOLLARS[business.revenue_currency]
    return reached(_REVENUE, dollars) if dollars <= _LARGEST_REVENUE else 0
