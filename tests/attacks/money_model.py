"""Where the money of a fund stands and who has had which order in hand, kept as a clerk would on paper.

Written from the rules: each thing that may happen tells why it must not, in the types of the service's refusals, or has
happened then. Where several reasons hold, any of them may be told. Nothing here knows of tables, postings or locks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

Reasons = set[str]
Of = tuple[str, int]
"""What money is committed to: an `award` or an `assistance`, and its number."""
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
        return self.stage == "suspended" or self.ended

    @property
    def ended(self) -> bool:
        return self.stage in {"terminated", "recovery"}


@dataclass
class Assistance:
    """An assistance: whose in which phase, where its money stands, and whether it goes on."""

    home: tuple[int, str]
    committed: Decimal
    disbursed: Decimal = NOTHING
    returned: Decimal = NOTHING
    ended: bool = False
    voided: bool = False

    @property
    def stopped(self) -> bool:
        return self.ended or self.voided


@dataclass
class Order:
    """An order to pay a tranche of an award or a part of an assistance, and who did what with it."""

    of: Of
    part: int
    amount: Decimal
    made_by: str
    checked_by: str | None = None
    approved_by: str | None = None
    voided: bool = False


@dataclass
class Payment:
    order: int
    of: Of
    amount: Decimal
    voided: bool = False
    batched: bool = False


@dataclass
class Refund:
    """Money that came back as somebody states it; it moves once that is confirmed."""

    of: Of
    amount: Decimal
    made_by: str
    demand: int | None = None
    checked_by: str | None = None
    approved_by: str | None = None
    voided: bool = False

    @property
    def waits(self) -> bool:
        return not self.voided and self.approved_by is None


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
    assistances: dict[int, Assistance] = field(default_factory=dict)

    def stands(self) -> dict[str, Decimal]:
        of = (*self.awards.values(), *self.assistances.values())
        return {
            "available": self.available,
            "allotted": sum(self.allotted.values(), NOTHING),
            "committed": sum((each.committed for each in of), NOTHING),
            "disbursed": sum((each.disbursed for each in of), NOTHING),
            "returned": sum((each.returned for each in of), NOTHING),
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

    def release_call(self, id: int) -> Reasons:
        """A call that is over gives back to the fund what it has left."""
        if id not in self.allotted:
            return {"already-voided"}
        if not self.allotted[id]:
            return {"nothing-left"}
        self.available += self.allotted[id]
        self.allotted[id] = NOTHING
        return set()

    def order(self, made: int, award: int, tranche: int, by: str) -> Reasons:
        it = self.awards[award]
        if reasons := {
            *_if(it.stopped or tranche > len(it.tranches), "not-payable"),
            *_if(self.is_ordered(("award", award), tranche), "ordered-already"),
        }:
            return reasons
        self.orders[made] = Order(("award", award), tranche, it.tranches[tranche - 1], by)
        return set()

    def assist(self, made: int, home: tuple[int, str], amount: Decimal) -> Reasons:
        """Of a phase a household has one that stands."""
        if reasons := {
            *_if(amount > self.available, "over-the-ceiling"),
            *_if(any(each.home == home and not each.voided for each in self.assistances.values()), "assisted-already"),
        }:
            return reasons
        self.available -= amount
        self.assistances[made] = Assistance(home, amount)
        return set()

    def order_part(self, made: int, assistance: int, part: int, amount: Decimal, by: str) -> Reasons:
        """What is ordered and not paid is spoken for."""
        it, of = self.assistances[assistance], ("assistance", assistance)
        paid = {each.order for each in self.paid()}
        waiting = (each.amount for id, each in self.orders.items() if each.of == of and not each.voided | (id in paid))
        if reasons := {
            *_if(it.voided, "unknown-assistance"),
            *_if(it.ended, "not-payable"),
            *_if(self.is_ordered(of, part), "ordered-already"),
            *_if(not it.stopped and amount > it.committed - sum(waiting, NOTHING), "over-the-commitment"),
        }:
            return reasons
        self.orders[made] = Order(of, part, amount, by)
        return set()

    def end_assistance(self, id: int) -> Reasons:
        it = self.assistances[id]
        if reasons := {*_if(it.voided, "already-voided"), *_if(it.ended, "ended-already")}:
            return reasons
        it.ended = True
        self.available += it.committed
        it.committed = NOTHING
        return set()

    def void_assistance(self, id: int) -> Reasons:
        it, of = self.assistances[id], ("assistance", id)
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(any(each.of == of for each in self.paid()), "assistance-has-payments"),
            *_if(any(each.of == of for each in self.ordered()), "assistance-has-orders"),
        }:
            return reasons
        it.voided = True
        self.available += it.committed
        it.committed = NOTHING
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
        granted = self.granted(it.of)
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.approved_by is None, "not-approved"),
            *_if(granted.stopped, "not-payable"),
            *_if(any(each.order == id for each in self.paid()), "paid-already"),
        }:
            return reasons
        granted.committed -= it.amount
        granted.disbursed += it.amount
        self.payments[made] = Payment(id, it.of, it.amount)
        return set()

    def void_payment(self, id: int) -> Reasons:
        it = self.payments[id]
        granted = self.granted(it.of)
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(granted.disbursed < it.amount, "refunded"),
        }:
            return reasons
        it.voided = True
        granted.disbursed -= it.amount
        if not granted.ended:
            granted.committed += it.amount
        elif it.of[0] == "award":
            self.allotted[self.call_of_awards] += it.amount
        else:
            self.available += it.amount
        return set()

    def refund(self, made: int, of: Of, amount: Decimal, by: str, demand: int | None = None) -> Reasons:
        """What was stated, by the same demand or without any, and is not confirmed is spoken for."""
        it = self.granted(of)
        if reasons := {
            *_if(isinstance(it, Assistance) and it.voided, "unknown-assistance"),
            *_if(amount + self.waiting(of, demand) > it.disbursed, "over-the-payments"),
        }:
            return reasons
        self.refunds[made] = Refund(of, amount, by, demand)
        return set()

    def waiting(self, of: Of, demand: int | None) -> Decimal:
        stated = (each for each in self.refunds.values() if (each.of, each.demand) == (of, demand))
        return sum((each.amount for each in stated if each.waits), NOTHING)

    def check_refund(self, id: int, by: str) -> Reasons:
        it = self.refunds[id]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.approved_by is not None, "confirmed-already"),
            *_if(it.checked_by is not None, "checked-already"),
            *_if(it.made_by == by, "same-person"),
        }:
            return reasons
        it.checked_by = by
        return set()

    def confirm_refund(self, id: int, by: str) -> Reasons:
        it = self.refunds[id]
        granted = self.granted(it.of)
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.approved_by is not None, "confirmed-already"),
            *_if(by in {it.made_by, it.checked_by}, "same-person"),
            *_if(it.checked_by is None and it.amount > self.threshold, "not-checked"),
            *_if(it.amount > granted.disbursed, "over-the-payments"),
        }:
            return reasons
        it.approved_by = by
        granted.disbursed -= it.amount
        granted.returned += it.amount
        return set()

    def void_refund(self, id: int) -> Reasons:
        it = self.refunds[id]
        if it.voided:
            return {"already-voided"}
        it.voided = True
        if it.approved_by is not None:
            self.granted(it.of).returned -= it.amount
            self.granted(it.of).disbursed += it.amount
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

    def granted(self, of: Of) -> Award | Assistance:
        kind, id = of
        return self.awards[id] if kind == "award" else self.assistances[id]

    def is_ordered(self, of: Of, part: int) -> bool:
        return any((each.of, each.part) == (of, part) for each in self.ordered())

    def ordered(self) -> Iterator[Order]:
        return (each for each in self.orders.values() if not each.voided)

    def paid(self) -> Iterator[Payment]:
        return (each for each in self.payments.values() if not each.voided)


def _if(holds: bool, reason: str) -> Reasons:
    return {reason} if holds else set()
