"""Statements from the entries of the ledger, and from nothing else: what is told adds up because those do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from services.grants.funding.ledger.reads import REFUNDED_THEN, WRITTEN_OFF_THEN
from services.grants.funding.ledger.views import PostingKind, Standing
from services.grants.funding.rates.reads import dinars_on
from services.grants.telling.statements.conversion import Flow, converted, percent
from services.grants.telling.statements.views import (
    STATEMENTS,
    BurnView,
    ConvertedView,
    FundStatementView,
    MovementView,
    PositionView,
    Rule,
    StatementsAsked,
    StatementsView,
    TotalView,
)
from shared.classification import opened
from shared.database import Reader
from shared.days import day_of
from shared.errors import Invalid
from shared.facts import standing
from shared.mandate import Mandate
from shared.money import Currency, written

_FUNDS = f"""
SELECT fund.id, fund.project, fund.donor, fund.title, fund.currency, fund.ceiling
FROM funds AS fund
WHERE ($2::text[] IS NULL OR fund.project = ANY ($2)) AND ($3::int IS NULL OR fund.id = $3)
    AND ($4::text IS NULL OR fund.project = $4) AND ($5::text IS NULL OR fund.donor = $5)
    AND ($6::text IS NULL OR fund.currency = $6) AND {standing("fund", "$1")}
ORDER BY fund.id
"""  # noqa: S608 - no value in it
# What was undone once on a day of its own counts as of the day of what it undoes too.
_MOVED = """
SELECT posting.fund_id, posting.kind, coalesce(undone.kind, posting.kind) AS about, booked.day AS booked_on,
    account.standing, sum(entry.amount) AS amount,
    CASE WHEN coalesce(undone.kind, posting.kind) IN ('committed', 'released')
        THEN coalesce(agreed.day, assistance.approved_on, booked.day)
        ELSE booked.day END AS rate_day
FROM postings AS posting
JOIN entries AS entry ON entry.posting_id = posting.id
JOIN accounts AS account ON account.id = entry.account_id
LEFT JOIN postings AS undone ON undone.id = posting.reverses
CROSS JOIN LATERAL (SELECT coalesce(undone.booked_on, posting.booked_on) AS day) AS booked
LEFT JOIN LATERAL (
    SELECT coalesce(
        (SELECT min(version.signed_on) FROM contracts AS contract
         JOIN contract_versions AS version ON version.contract_id = contract.id AND version.version = 1
         WHERE contract.award_id = award.id AND contract.recorded_at <= $1
             AND (contract.voided_at IS NULL OR contract.voided_at > $1)),
        award.approved_on) AS day
    FROM awards AS award WHERE award.id = posting.award_id
) AS agreed ON true
LEFT JOIN assistances AS assistance ON assistance.id = posting.assistance_id
WHERE posting.fund_id = ANY ($2) AND posting.recorded_at <= $1 AND booked.day <= $3
GROUP BY posting.fund_id, posting.kind, about, booked.day, account.standing, rate_day
"""
_ON = "(written.recorded_at AT TIME ZONE 'Asia/Baghdad')::date"
_DEMANDED = f"""
SELECT demand.fund_id, sum(greatest(demand.amount - gone.refunded - gone.written_off, 0)) AS outstanding,
    sum(least(gone.written_off, demand.amount - gone.refunded)) AS written_off
FROM recoveries AS demand JOIN recovery_approvals AS agreed ON agreed.recovery_id = demand.id
CROSS JOIN LATERAL (SELECT
    {REFUNDED_THEN.format(then="$1", which="refund.refunded_on <= $3")} AS refunded,
    {WRITTEN_OFF_THEN.format(then="$1", which=f"{_ON} <= $3")} AS written_off
) AS gone
WHERE demand.fund_id = ANY ($2) AND {standing("demand", "$1")} AND agreed.recorded_at <= $1
    AND demand.demanded_on <= $3
GROUP BY demand.fund_id
"""  # noqa: S608 - no value in it

_STANDINGS = (Standing.AVAILABLE, Standing.ALLOTTED, Standing.COMMITTED, Standing.DISBURSED, Standing.RETURNED)
_FLOWS: Mapping[Standing, tuple[PostingKind, ...]] = {
    Standing.COMMITTED: (PostingKind.COMMITTED, PostingKind.RELEASED),
    Standing.DISBURSED: (PostingKind.DISBURSED,),
    Standing.RETURNED: (PostingKind.REFUNDED,),
}
"""What is converted, and the kinds of postings that move it. What a payment takes from what is committed makes no less
of what was agreed, and a refund no less of what was paid."""
_Position = Mapping[Standing, Decimal]


class Moved(NamedTuple):
    """What postings of one kind and day did to what stands so; `about` is the kind of what a reversal undoes."""

    kind: PostingKind
    about: PostingKind
    booked_on: date
    standing: Standing
    amount: Decimal
    rate_day: date


class Demanded(NamedTuple):
    """What of a fund is demanded back and has neither come back nor been written off, and what was written off."""

    outstanding: Decimal = Decimal(0)
    written_off: Decimal = Decimal(0)


async def statements(reader: Reader, asked: StatementsAsked, as_of: datetime, mandate: Mandate) -> StatementsView:
    """A statement of each fund that the mandate reaches, and of each donor in each currency."""
    until = asked.until or day_of(as_of)
    if asked.since is not None and asked.since > until:
        raise Invalid("ends-before-start", "The last day is not before the first.", field="until")
    limits = (mandate.projects, asked.fund_id, asked.project, asked.donor, asked.currency)
    funds = await reader.fetch(_FUNDS, as_of, *limits)
    moved: dict[int, list[Moved]] = defaultdict(list)
    for row in await reader.fetch(_MOVED, as_of, [fund["id"] for fund in funds], until):
        moved[row["fund_id"]].append(
            Moved(
                PostingKind(row["kind"]),
                PostingKind(row["about"]),
                row["booked_on"],
                Standing(row["standing"]),
                row["amount"],
                row["rate_day"],
            )
        )
    rates = await _rates(reader, asked, moved, until, as_of)
    demanded: dict[int, Demanded] = defaultdict(Demanded)
    for row in await reader.fetch(_DEMANDED, as_of, [fund["id"] for fund in funds], until):
        demanded[row["fund_id"]] = Demanded(row["outstanding"], row["written_off"])
    told = [_of_fund(fund, moved[fund["id"]], demanded[fund["id"]], asked, until, rates) for fund in funds]
    by_donor: dict[tuple[str, str], list[int]] = defaultdict(list)
    for fund in funds:
        by_donor[fund["donor"], fund["currency"]].append(fund["id"])
    totals = [
        TotalView(
            donor=donor,
            currency=Currency(currency),
            **_of([each for id in ids for each in moved[id]], asked.since, Currency(currency)),
            **_owed([demanded[id] for id in ids], Currency(currency)),
        )
        for (donor, currency), ids in sorted(by_donor.items())
    ]
    statement = StatementsView(as_of=as_of, since=asked.since, until=until, funds=told, totals=totals)
    return opened(statement, STATEMENTS, mandate.scope(STATEMENTS.name))


def _owed(demanded: Iterable[Demanded], currency: Currency) -> dict[str, str]:
    """What is demanded back and has not come back, and what of that was written off."""
    sums = [sum(each, Decimal(0)) for each in zip(*demanded, strict=True)]
    return dict(zip(Demanded._fields, (written(amount, currency) for amount in sums), strict=True))


def _of(moved: Iterable[Moved], since: date | None, currency: Currency) -> dict[str, Any]:
    """Opening, movements and closing, and the share of what was given that is paid."""
    moved = list(moved)
    before = [each for each in moved if since is not None and each.booked_on < since]
    within = [each for each in moved if since is None or each.booked_on >= since]
    closing = _position(moved)
    given = -sum((each.amount for each in moved if each.standing is Standing.GIVEN), Decimal(0))
    return {
        "opening": PositionView(**_told(_position(before), currency)),
        "movements": [
            MovementView(kind=kind, **_told(_position(each for each in within if each.kind is kind), currency))
            for kind in PostingKind
            if any(each.kind is kind for each in within)
        ],
        "closing": PositionView(**_told(closing, currency)),
        "disbursed_percent": str(percent(closing[Standing.DISBURSED], given)),
    }


def _of_fund(
    fund: Any,
    moved: list[Moved],
    demanded: Demanded,
    asked: StatementsAsked,
    until: date,
    rates: Mapping[date, Decimal],
) -> FundStatementView:
    currency = Currency(fund["currency"])
    return FundStatementView(
        **{name: fund[name] for name in ("project", "donor", "title")},
        fund_id=fund["id"],
        currency=currency,
        ceiling=written(fund["ceiling"], currency),
        **_of(moved, asked.since, currency),
        **_owed([demanded], currency),
        burn=_burn(moved, fund["ceiling"], currency, asked.since),
        converted=_converted(moved, currency, asked, until, rates),
    )


def _burn(moved: list[Moved], ceiling: Decimal, currency: Currency, since: date | None) -> list[BurnView]:
    """What was paid by the end of each month of the period in which something was paid or came back."""
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    for each in moved:
        if each.standing is Standing.DISBURSED:
            by_month[f"{each.booked_on:%Y-%m}"] += each.amount
    paid, burn = Decimal(0), []
    for month in sorted(by_month):
        paid += by_month[month]
        if since is None or month >= f"{since:%Y-%m}":
            share = str(percent(paid, ceiling))
            burn.append(BurnView(month=month, disbursed=written(paid, currency), disbursed_percent=share))
    return burn


def _converted(
    moved: list[Moved], currency: Currency, asked: StatementsAsked, until: date, rates: Mapping[date, Decimal]
) -> ConvertedView | None:
    if asked.to_currency is None:
        return None
    missing: set[date] = set()
    told: dict[str, str | None] = {}
    for what, flows in _flows(moved, asked, until).items():
        sum, without = converted(flows, currency, asked.to_currency, rates)
        told[what] = None if sum is None else written(sum, asked.to_currency)
        missing |= without
    return ConvertedView(
        to_currency=asked.to_currency,
        source=asked.source,
        rule=asked.rule,
        days_without_rate=sorted(missing),
        **told,
    )


def _flows(moved: Iterable[Moved], asked: StatementsAsked, until: date) -> dict[Standing, list[Flow]]:
    """What was committed and not released, paid and came back in the period, with the day whose rate counts."""
    within = [each for each in moved if asked.since is None or each.booked_on >= asked.since]
    return {
        what: [
            Flow(each.amount, until if asked.rule is Rule.LAST_DAY else each.rate_day)
            for each in within
            if each.standing is what and each.about in kinds
        ]
        for what, kinds in _FLOWS.items()
    }


async def _rates(
    reader: Reader, asked: StatementsAsked, moved: Mapping[int, list[Moved]], until: date, as_of: datetime
) -> dict[date, Decimal]:
    if asked.to_currency is None:
        return {}
    flows = [_flows(each, asked, until) for each in moved.values()]
    days = {flow.day for each in flows for some in each.values() for flow in some}
    return await dinars_on(reader, sorted(days), asked.source, as_of)


def _position(moved: Iterable[Moved]) -> _Position:
    position = dict.fromkeys(_STANDINGS, Decimal(0))
    for each in moved:
        if each.standing in position:
            position[each.standing] += each.amount
    return position


def _told(position: _Position, currency: Currency) -> dict[str, str]:
    return {where: written(amount, currency) for where, amount in position.items()}
