"""Orders that are paid in batches, by a bank or in cash, kept as a clerk would on paper, beside all else that becomes
of the money."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from money_model import NOTHING, Money, Order, Payment, Reasons, _if

MEANS = {"ACSC": "settled", "RJCT": "rejected", "ACTC": "in progress"}
"""What the statuses of a bank that are reported here mean."""
APPROVALS = 2
BANK, CASH = "bank_transfer", "cash"


@dataclass
class Batch:
    made_by: str
    means: str
    closed: bool = False
    approved_by: list[str] = field(default_factory=list)
    sent: bool = False
    voided: bool = False


@dataclass
class Attempt:
    """That an order is paid in a batch: what a bank said of that, who signed for it, what people found, and whether it
    is tried otherwise since. What was said before the last two people found out does not count any more."""

    batch: int
    order: int
    said: list[str] = field(default_factory=list)
    signed: bool = False
    outweighed: bool = False
    """Somebody signed, and two people found afterwards what became of it."""
    proposed: tuple[str, str, int, bool] | None = None
    found: str | None = None
    ended: bool = False

    @property
    def ends(self) -> set[str]:
        told = {*self.said, "settled" if self.signed and not self.outweighed else "", self.found or ""}
        return told & {"settled", "rejected"}


@dataclass
class Batched(Money):
    """The money, and what goes in batches: an order goes once, whatever is reported and how often."""

    means: dict[int, str] = field(default_factory=dict)
    """By which each award is paid."""
    batches: dict[int, Batch] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)

    def of_order(self, order: int) -> Attempt | None:
        """The latest attempt to pay an order in a batch, if that is not over."""
        return next((each for each in reversed(self.attempts) if each.order == order and not each.ended), None)

    def may_be_paid(self, order: int) -> bool:
        """An attempt that was given up may have gone through, or did; of the order, or of one before for the same."""
        return any(self.may_have_gone(id) for id in self._of_the_same(order))

    def may_have_gone(self, order: int) -> bool:
        return any(each.order == order and each.ended and "settled" in each.ends for each in self.attempts)

    def _of_the_same(self, order: int) -> list[int]:
        it = self.orders[order]
        others = (id for id, each in self.orders.items() if (each.of, each.part) == (it.of, it.part) and each.voided)
        return [order, *others]

    def may_yet_be_paid(self, order: int) -> bool:
        """A bank rejected an attempt that was given up, and no two people have found since that it did not go."""
        given_up = (each for each in self.attempts if each.order == order and self._given_up(each))
        return any(each.found != "rejected" or "settled" in each.ends for each in given_up)

    def _given_up(self, attempt: Attempt) -> bool:
        return attempt.ended and self.batches[attempt.batch].means == BANK

    def of_batch(self, batch: int) -> Iterator[Attempt]:
        return (each for each in self.attempts if each.batch == batch)

    def begin(self, made: int, means: str, by: str) -> Reasons:
        self.batches[made] = Batch(by, means)
        return set()

    def put(self, batch: int, orders: Collection[int]) -> Reasons:
        """All or none. What was rejected, and nothing else, may be tried again."""
        it, last = self.batches[batch], {order: self.of_order(order) for order in orders}
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.closed, "batch-closed"),
            *(reason for order in orders for reason in self._unfit(order, it.means, last[order])),
        }:
            return reasons
        for before in last.values():
            if before is not None:
                before.ended = True
        self.attempts += [Attempt(batch, order) for order in orders]
        return set()

    def _unfit(self, order: int, means: str, last: Attempt | None) -> Reasons:
        it = self.orders[order]
        return {
            *_if(it.voided, "unknown-order"),
            *_if(it.approved_by is None, "not-approved"),
            *_if(self.is_paid(order), "paid-already"),
            *_if(self.granted(it.of).stopped, "not-payable"),
            *_if(last is not None and last.ends != {"rejected"}, "in-a-batch"),
            *_if(self.may_be_paid(order), "may-be-paid"),
            *_if(self.means[it.of[1]] != means, "other-means"),
        }

    def close(self, batch: int, by: str) -> Reasons:
        it = self.batches[batch]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.closed, "batch-closed"),
            *_if(it.made_by != by, "another-maker"),
            *_if(not any(self.of_batch(batch)), "batch-empty"),
        }:
            return reasons
        it.closed = True
        return set()

    def approve_batch(self, batch: int, by: str) -> Reasons:
        it = self.batches[batch]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(not it.closed, "not-closed"),
            *_if(len(it.approved_by) == APPROVALS, "approved-already"),
            *_if(by in {it.made_by, *it.approved_by}, "same-person"),
            *self.in_the_way(batch),
        }:
            return reasons
        it.approved_by.append(by)
        return set()

    def send(self, batch: int) -> Reasons:
        it = self.batches[batch]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.sent, "sent-already"),
            *_if(len(it.approved_by) < APPROVALS, "not-approved"),
            *self.in_the_way(batch),
        }:
            return reasons
        it.sent = True
        return set()

    def void_batch(self, batch: int) -> Reasons:
        """What is in it may be put into another."""
        it = self.batches[batch]
        if reasons := {*_if(it.voided, "already-voided"), *_if(it.sent, "sent-already")}:
            return reasons
        it.voided = True
        self.attempts = [each for each in self.attempts if each.batch != batch]
        return set()

    def report(self, batch: int, statuses: dict[int, str]) -> Reasons:
        """A bank says something of orders: what is settled in the batch, and not rejected as well, is paid once, unless
        it is of what has ended."""
        if not self.batches[batch].sent or self.batches[batch].means != BANK:
            return {"unknown-message"}
        for each in self.of_batch(batch):
            if each.order in statuses:
                each.said.append(MEANS[statuses[each.order]])
        for each in self.of_batch(batch):
            self._settle(each)
        return set()

    def _settle(self, attempt: Attempt, *, found: bool = False) -> None:
        """Its payment has a number that nobody is told, and bears that of the order meanwhile. What has ended pays what
        people `found` that went, from where its money was released to, and from the fund what is not there any more."""
        it = self.orders[attempt.order]
        granted, missing = self.granted(it.of), self._missing(it)
        if attempt.ends != {"settled"} or self._is_of_it_paid(it) or (missing and not found):
            return
        from_its_call = min(missing, self.allotted[self.call_of_awards])
        self.allotted[self.call_of_awards] -= from_its_call
        self.available -= missing - from_its_call
        granted.committed -= it.amount - missing
        granted.disbursed += it.amount
        self.payments[-attempt.order] = Payment(attempt.order, it.of, it.amount, batched=True)

    def sign(self, attempt: Attempt, by: str) -> Reasons:
        """Somebody who did not put it on the list records who signed for the money: the order is paid."""
        batch = self.batches[attempt.batch]
        if reasons := {
            *_if(batch.means != CASH, "paid-by-a-bank"),
            *_if(not batch.sent, "not-sent"),
            *_if(attempt.ended, "not-pending"),
            *_if(attempt.signed, "signed-already"),
            *_if(batch.made_by == by, "same-person"),
        }:
            return reasons
        attempt.signed = True
        self._settle(attempt)
        return set()

    def hand_back(self, attempt: Attempt) -> Reasons:
        batch = self.batches[attempt.batch]
        if reasons := {
            *_if(batch.means != CASH, "paid-by-a-bank"),
            *_if(not batch.sent or attempt.ended or bool(attempt.ends or attempt.said), "not-pending"),
        }:
            return reasons
        attempt.ended = True
        return set()

    def resolve(self, attempt: Attempt, outcome: str, by: str) -> Reasons:
        """Somebody finds out what became of it, whatever is said, unless the money was handed back."""
        handed_back = attempt.ended and not attempt.ends
        if not self.batches[attempt.batch].sent or handed_back:
            return {"not-pending"}
        attempt.proposed = (outcome, by, len(attempt.said), attempt.signed)
        return set()

    def confirm(self, attempt: Attempt, by: str) -> Reasons:
        """Somebody else found the same: what was paid by it and did not go is taken back; what went is paid, if its
        money is still there."""
        if attempt.ended and not attempt.ends:
            return {"not-pending"}
        if attempt.proposed is None:
            return {"nothing-proposed"}
        outcome, found_by, known, signed = attempt.proposed
        if found_by == by:
            return {"same-person"}
        after = replace(attempt, found=outcome, proposed=None, said=attempt.said[known:])
        after.outweighed = attempt.outweighed or signed
        if outcome == "settled" and (reasons := self._given_to_others(after)):
            return reasons
        if outcome == "rejected":
            paid = (id for id, each in self.payments.items() if each.order == attempt.order and each.batched)
            others = (each for each in self.attempts if each.order == attempt.order and each is not attempt)
            standing = [id for id in paid if not self.payments[id].voided]
            if (
                standing
                and not any(each.ends == {"settled"} for each in others)
                and (reasons := self.take_back(standing[0]))
            ):
                return reasons
        self.attempts[self._place(attempt)] = after
        if outcome == "settled":
            self._settle(after, found=True)
        return set()

    def _place(self, attempt: Attempt) -> int:
        return next(place for place, each in enumerate(self.attempts) if each is attempt)

    def _given_to_others(self, attempt: Attempt) -> Reasons:
        """Of what has ended so much was released, and neither its call has as much any more nor the fund."""
        it = self.orders[attempt.order]
        short = self._missing(it) > self.allotted[self.call_of_awards] + self.available
        return _if(short and attempt.ends == {"settled"} and not self._is_of_it_paid(it), "given-to-others")

    def _missing(self, order: Order) -> Decimal:
        """What of an order is not committed any more."""
        return max(order.amount - self.granted(order.of).committed, NOTHING)

    def _is_of_it_paid(self, order: Order) -> bool:
        """What an order is of was paid, by it or by another."""
        return any(
            (self.orders[each.order].of, self.orders[each.order].part) == (order.of, order.part) for each in self.paid()
        )

    def void_payment(self, id: int) -> Reasons:
        """What was paid in a batch is taken back where two people found that it did not go, and by no hand."""
        it = self.payments[id]
        return {"paid-in-a-batch"} if it.batched and not it.voided else self.take_back(id)

    def take_back(self, id: int) -> Reasons:
        return super().void_payment(id)

    def pay(self, made: int, id: int) -> Reasons:
        return {"in-a-batch"} if self._in_a_batch(id) else super().pay(made, id)

    def void_order(self, id: int) -> Reasons:
        if self.of_order(id) is not None or self.may_have_gone(id) or self.may_yet_be_paid(id):
            return {"in-a-batch", *_if(self.is_paid(id), "order-paid")}
        return super().void_order(id)

    def is_paid(self, order: int) -> bool:
        return any(each.order == order for each in self.paid())

    def _in_a_batch(self, order: int) -> bool:
        return self.of_order(order) is not None or self.may_be_paid(order)

    def in_the_way(self, batch: int) -> Reasons:
        return {
            *_if(any(self.granted(self.orders[each.order].of).stopped for each in self.of_batch(batch)), "not-payable"),
            *_if(any(self.may_be_paid(each.order) for each in self.of_batch(batch)), "may-be-paid"),
        }
