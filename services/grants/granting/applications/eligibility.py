"""What a call asks of whoever applies, one by one, with what the application states; nothing here asks the database."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from services.grants.granting.applications.assessment import Criterion, CriterionView
from services.grants.granting.applications.scoring import Business
from services.grants.granting.calls.views import Variant
from shared.money import Currency, written


def criteria(case: Mapping[str, Any]) -> list[CriterionView]:
    """Whether each of them is met; what is not known is not met."""
    return list(_each(case))


def _each(case: Mapping[str, Any]) -> Iterator[CriterionView]:
    currency = Currency(case["currency"])
    yield _one(Criterion.SECTOR, case["sector"] in case["sectors"], ", ".join(case["sectors"]), case["sector"])
    district = case["place"][:8]
    yield _one(Criterion.DISTRICT, district in case["districts"], ", ".join(case["districts"]), district)
    amount: Decimal | None = case["amount"]
    yield _one(
        Criterion.AMOUNT,
        amount is not None and case["smallest"] <= amount <= case["largest"],
        f"{written(case['smallest'], currency)} to {written(case['largest'], currency)} {currency}",
        None if amount is None else f"{written(amount, currency)} {currency}",
    )
    years = years_of(case)
    yield _one(
        Criterion.YEARS,
        case["least_years"] == 0 or (years is not None and years >= case["least_years"]),
        f"{case['least_years']}",
        None if years is None else f"{years}",
    )
    share = _share(case["contribution"], amount)
    yield _one(
        Criterion.CONTRIBUTION,
        case["least_contribution"] == 0 or (share is not None and share >= case["least_contribution"]),
        f"{case['least_contribution']} %",
        None if share is None else f"{int(share)} %",
    )
    if case["registered"]:
        known = case["registration"] in {"formal", "support_letter"}
        yield _one(Criterion.REGISTRATION, known, "formal, support_letter", case["registration"])
    if case["variant"] == Variant.WOMEN:
        yield _one(Criterion.FEMALE_OWNER, case["female_owner"], "female", "female" if case["female_owner"] else None)


def years_of(case: Mapping[str, Any]) -> int | None:
    """Years that the enterprise had worked in the year in which the application was received."""
    founded: int | None = case["founded"]
    return None if founded is None else max(0, case["year"] - founded)


def business(case: Mapping[str, Any]) -> Business:
    """What of an application is scored; what is not known counts for nothing."""
    return Business(
        currency=Currency(case["currency"]),
        amount=case["amount"] or Decimal(0),
        contribution=case["contribution"] or Decimal(0),
        new_jobs=(case["new_women"] or 0) + (case["new_men"] or 0),
        women=case["women"] or 0,
        men=case["men"] or 0,
        priority_staff=case["priority_staff"] or 0,
        years=years_of(case) or 0,
        revenue=case["revenue"],
        revenue_currency=Currency(case["revenue_currency"]) if case["revenue_currency"] else None,
        **{
            name: bool(case[name])
            for name in (
                "female_representative",
                "female_leader",
                "social_responsibility",
                "staff_benefits",
                "diversity_policy",
            )
        },
    )


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Per cent that a part is of a whole."""
    return None if part is None or not whole else part * 100 / whole


def _one(criterion: Criterion, met: bool, required: str, stated: str | None) -> CriterionView:
    return CriterionView(criterion=criterion, met=met, required=required, stated=stated)
