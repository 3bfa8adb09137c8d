"""Where the money of a fund stands and who has had which order in hand, kept as a clerk would on paper.

Written from the rules: each thing that may happen tells why it must not, in the types of the service's refusals, or has
happened then. Where several reasons hold, any of them may be told. Nothing here knows of tables, postings or locks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

Reasons = set[str]
NOTHING = Decimal(0)


@dataclass
class Award:
    """An award: what its tranches are worth, where its money stands, and whether it goes on."""

    id: int
    application: int
    tranches: tuple[Decimal, ...]
    committed: Decimal
    disbursed: Decimal = NOTHING
    returned: Decimal = NOTHING
    stage: str = "milestone"

    @property
    def stopped(self) -> bool:
        return self.stage in {"suspended", "terminated"}


@dataclass
class Order:
    """An order to pay a tranche, and who did what with it."""

    award: int
    tranche: int
    amount: Decimal
    made_by: str
    checked_by: str | None = None
    approved_by: str | None = None
    voided: bool = False


@dataclass
class Payment:
    order: int
    award: int
    amount: Decimal
    voided: bool = False


@dataclass
class Refund:
    award: int
    amount: Decimal
    voided: bool = False


@dataclass
class Money:
    """All of it. Orders, payments, refunds and calls are told by their numbers."""

    available: Decimal
    threshold: Decimal
    allotted: dict[int, Decimal]
    awards: dict[int, Award]
    call_of_awards: int
    orders: dict[int, Order] = field(default_factory=dict)
    payments: dict[int, Payment] = field(default_factory=dict)
    refunds: dict[int, Refund] = field(default_factory=dict)

    def stands(self) -> dict[str, Decimal]:
        awards = self.awards.values()
        return {
            "available": self.available,
            "allotted": sum(self.allotted.values(), NOTHING),
            "committed": sum((each.committed for each in awards), NOTHING),
            "disbursed": sum((each.disbursed for each in awards), NOTHING),
            "returned": sum((each.returned for each in awards), NOTHING),
        }

    def announce(self, made: int, budget: Decimal) -> Reasons:
        if budget > self.available:
            return {"over-the-ceiling"}
        self.available -= budget
        self.allotted[made] = budget
        return set()

    def void_call(self, id: int) -> Reasons:
        if id not in self.allotted:
            return {"already-voided"}
        self.available += self.allotted.pop(id)
        return set()

    def order(self, made: int, award: int, tranche: int, by: str) -> Reasons:
        it = self.awards[award]
        if reasons := {
            *_if(it.stopped or tranche > len(it.tranches), "not-payable"),
            *_if(any((each.award, each.tranche) == (award, tranche) for each in self.ordered()), "ordered-already"),
        }:
            return reasons
        self.orders[made] = Order(award, tranche, it.tranches[tranche - 1], by)
        return set()

    def check(self, id: int, by: str) -> Reasons:
        it = self.orders[id]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.approved_by is not None, "approved-already"),
            *_if(it.checked_by is not None, "checked-already"),
            *_if(it.made_by == by, "same-person"),
        }:
            return reasons
        it.checked_by = by
        return set()

    def approve(self, id: int, by: str) -> Reasons:
        it = self.orders[id]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.approved_by is not None, "approved-already"),
            *_if(by in {it.made_by, it.checked_by}, "same-person"),
            *_if(it.checked_by is None and it.amount > self.threshold, "not-checked"),
        }:
            return reasons
        it.approved_by = by
        return set()

    def void_order(self, id: int) -> Reasons:
        it = self.orders[id]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(any(each.order == id for each in self.paid()), "order-paid"),
        }:
            return reasons
        it.voided = True
        return set()

    def pay(self, made: int, id: int) -> Reasons:
        it = self.orders[id]
        award = self.awards[it.award]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.approved_by is None, "not-approved"),
            *_if(award.stopped, "not-payable"),
            *_if(any(each.order == id for each in self.paid()), "paid-already"),
        }:
            return reasons
        award.committed -= it.amount
        award.disbursed += it.amount
        self.payments[made] = Payment(id, it.award, it.amount)
        return set()

    def void_payment(self, id: int) -> Reasons:
        it = self.payments[id]
        award = self.awards[it.award]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(award.disbursed < it.amount, "refunded"),
        }:
            return reasons
        it.voided = True
        award.disbursed -= it.amount
        if award.stage == "terminated":
            self.allotted[self.call_of_awards] += it.amount
        else:
            award.committed += it.amount
        return set()

    def refund(self, made: int, award: int, amount: Decimal) -> Reasons:
        it = self.awards[award]
        if amount > it.disbursed:
            return {"over-the-payments"}
        it.disbursed -= amount
        it.returned += amount
        self.refunds[made] = Refund(award, amount)
        return set()

    def void_refund(self, id: int) -> Reasons:
        it = self.refunds[id]
        if it.voided:
            return {"already-voided"}
        it.voided = True
        self.awards[it.award].returned -= it.amount
        self.awards[it.award].disbursed += it.amount
        return set()

    def move(self, award: int, act: str) -> Reasons:
        """A grant is suspended, goes on or is ended."""
        it = self.awards[award]
        ways = {
            ("milestone", "suspend"): "suspended",
            ("suspended", "resume"): "milestone",
            ("milestone", "terminate"): "terminated",
            ("suspended", "terminate"): "terminated",
        }
        if (it.stage, act) not in ways:
            return {"other-stage"}
        it.stage = ways[it.stage, act]
        if it.stage == "terminated":
            self.allotted[self.call_of_awards] += it.committed
            it.committed = NOTHING
        return set()

    def ordered(self) -> Iterator[Order]:
        return (each for each in self.orders.values() if not each.voided)

    def paid(self) -> Iterator[Payment]:
        return (each for each in self.payments.values() if not each.voided)


def _if(holds: bool, reason: str) -> Reasons:
    return {reason} if holds else set()
