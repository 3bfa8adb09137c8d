"""What is asked of statements, and told: where money stood, what moved it, and where it stands."""

from datetime import date, datetime
from enum import StrEnum

from services.grants.funding.ledger.views import PostingKind
from services.grants.funding.rates.views import RateSource
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Line, Moment, PathIdentifier, ProjectCode
from shared.examples import example
from shared.money import Currency
from shared.views import View


@listed_as("conversion-rule")
class Rule(StrEnum):
    """At the rate of which day an amount is converted.

    `contract_and_payment`: what was committed or released at that of its contract (or of the approval, where there is
    none), what was paid or came back at that of the day on which it was. `last_day`: everything at that of the period's
    last day.
    """

    CONTRACT_AND_PAYMENT = "contract_and_payment"
    LAST_DAY = "last_day"


_POSITION = dict.fromkeys(("available", "allotted", "committed", "disbursed", "returned"), MODERATE)
STATEMENTS = Dataset(
    DatasetName.STATEMENTS,
    {
        "as_of": LOW,
        "since": LOW,
        "until": LOW,
        "fund_id": LOW,
        "project": LOW,
        "donor": LOW,
        "title": LOW,
        "currency": LOW,
        "ceiling": LOW,
        "funds": LOW,
        "totals": LOW,
        "kind": LOW,
        **_POSITION,
        "outstanding": MODERATE,
        "written_off": MODERATE,
        "opening": MODERATE,
        "movements": MODERATE,
        "closing": MODERATE,
        "disbursed_percent": MODERATE,
        "burn": MODERATE,
        "month": LOW,
        "converted": MODERATE,
        "source": LOW,
        "rule": LOW,
        "days_without_rate": LOW,
        "to_currency": LOW,
    },
)


class StatementsAsked(Draft):
    """Of which funds, over which days (both included), and as of when.

    Unless stated, of all, from the beginning until today, as known now. With `to_currency`, what moved is told in that
    currency besides: at the rates of a `source`, and by a `rule`.
    """

    fund_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    donor: Line | None = None
    currency: Currency | None = None
    since: Day | None = None
    until: Day | None = None
    as_of: Moment | None = None
    to_currency: Currency | None = None
    source: RateSource = RateSource.UN_OPERATIONAL
    rule: Rule = Rule.CONTRACT_AND_PAYMENT


_STOOD = {
    "available": "150000.00",
    "allotted": "125000.00",
    "committed": "80000.00",
    "disbursed": "43500.00",
    "returned": "1500.00",
}


@classified(STATEMENTS)
@example(**_STOOD)
class PositionView(View):
    """Where money stood, as strings at the granularity of its currency."""

    available: str | None = None
    allotted: str | None = None
    committed: str | None = None
    disbursed: str | None = None
    returned: str | None = None


@classified(STATEMENTS)
@example(kind="disbursed", **dict.fromkeys(_STOOD, "0.00") | {"committed": "-5000.00", "disbursed": "5000.00"})
class MovementView(PositionView):
    """What one kind of posting took from where money stood, and gave to where it stands."""

    kind: PostingKind | None = None


@classified(STATEMENTS)
@example(month="2020-11", disbursed="43500.00", disbursed_percent="10.9")
class BurnView(View):
    """What was paid of a fund by the end of a month, since its beginning and without what came back, and how much of
    its ceiling that is in per cent."""

    month: str | None = None
    disbursed: str | None = None
    disbursed_percent: str | None = None


@classified(STATEMENTS)
@example(
    to_currency="USD",
    source="cbi_official",
    rule="contract_and_payment",
    committed="12500.00",
    disbursed="4310.34",
    returned="0.00",
    days_without_rate=[],
)
class ConvertedView(View):
    """What was committed and not released, paid, and came back in the period, in another currency.

    Where a day has no rate, an amount of that day is not told, and the day is.
    """

    to_currency: Currency | None = None
    source: RateSource | None = None
    rule: Rule | None = None
    committed: str | None = None
    disbursed: str | None = None
    returned: str | None = None
    days_without_rate: list[date] | None = None


@classified(STATEMENTS)
class TotalView(View):
    """What a donor's funds in one currency had, what moved, and what they have. The opening and all movements together
    are the closing. Of what is disbursed then, so much is demanded back: `outstanding`, or `written_off`."""

    donor: str | None = None
    currency: Currency | None = None
    opening: PositionView | None = None
    movements: list[MovementView] | None = None
    closing: PositionView | None = None
    disbursed_percent: str | None = None
    outstanding: str | None = None
    written_off: str | None = None


@classified(STATEMENTS)
class FundStatementView(TotalView):
    """What a fund had, what moved, and what it has; how fast it is used up; and, where that was asked, what moved in
    another currency."""

    fund_id: int | None = None
    project: str | None = None
    title: str | None = None
    ceiling: str | None = None
    burn: list[BurnView] | None = None
    converted: ConvertedView | None = None


@classified(STATEMENTS)
class StatementsView(View):
    """A statement of each fund, and of each donor in each currency, over a period and as known at a moment."""

    as_of: datetime | None = None
    since: date | None = None
    until: date | None = None
    funds: list[FundStatementView] | None = None
    totals: list[TotalView] | None = None
