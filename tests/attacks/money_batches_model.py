"""Orders that are paid by a bank, kept as a clerk would on paper, beside all else that becomes of the money."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from money_model import Money, Payment, Reasons, _if

MEANS = {"ACSC": "settled", "RJCT": "rejected", "ACTC": "in progress"}
"""What the statuses of a bank that are reported here mean."""
APPROVALS = 2


@dataclass
class Batch:
    made_by: str
    closed: bool = False
    approved_by: list[str] = field(default_factory=list)
    sent: bool = False


@dataclass
class Attempt:
    """That an order is paid in a batch: what a bank said of that, and whether it is tried otherwise since."""

    batch: int
    order: int
    said: set[str] = field(default_factory=set)
    ended: bool = False

    @property
    def ends(self) -> set[str]:
        return self.said & {"settled", "rejected"}


@dataclass
class Batched(Money):
    """The money, and what goes through a bank: an order goes once, whatever is reported and how often."""

    batches: dict[int, Batch] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)

    def of_order(self, order: int) -> Attempt | None:
        """The latest attempt to pay an order by a bank, if that is not over."""
        return next((each for each in reversed(self.attempts) if each.order == order and not each.ended), None)

    def of_batch(self, batch: int) -> Iterator[Attempt]:
        return (each for each in self.attempts if each.batch == batch)

    def begin(self, made: int, by: str) -> Reasons:
        self.batches[made] = Batch(by)
        return set()

    def put(self, batch: int, order: int) -> Reasons:
        """What was rejected, and nothing else, may be tried again."""
        it, last = self.orders[order], self.of_order(order)
        if reasons := {
            *_if(self.batches[batch].closed, "batch-closed"),
            *_if(it.voided, "unknown-order"),
            *_if(it.approved_by is None, "not-approved"),
            *_if(self.is_paid(order), "paid-already"),
            *_if(self.granted(it.of).stopped, "not-payable"),
            *_if(last is not None and last.ends != {"rejected"}, "in-a-batch"),
        }:
            return reasons
        if last is not None:
            last.ended = True
        self.attempts.append(Attempt(batch, order))
        return set()

    def close(self, batch: int, by: str) -> Reasons:
        it = self.batches[batch]
        if reasons := {
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
            *_if(not it.closed, "not-closed"),
            *_if(len(it.approved_by) == APPROVALS, "approved-already"),
            *_if(by in {it.made_by, *it.approved_by}, "same-person"),
            *_if(self.is_in_the_way(batch), "not-payable"),
        }:
            return reasons
        it.approved_by.append(by)
        return set()

    def send(self, batch: int) -> Reasons:
        it = self.batches[batch]
        if reasons := {
            *_if(it.sent, "sent-already"),
            *_if(len(it.approved_by) < APPROVALS, "not-approved"),
            *_if(self.is_in_the_way(batch), "not-payable"),
        }:
            return reasons
        it.sent = True
        return set()

    def report(self, made: int, batch: int, order: int, status: str) -> Reasons:
        """A bank says something of an order: what is settled in the batch, and not rejected as well, is paid once."""
        if not self.batches[batch].sent:
            return {"unknown-message"}
        next(each for each in self.of_batch(batch) if each.order == order).said.add(MEANS[status])
        for each in self.of_batch(batch):
            it = self.orders[each.order]
            granted = self.granted(it.of)
            if each.ends == {"settled"} and not (each.ended or self.is_paid(each.order) or granted.stopped):
                granted.committed -= it.amount
                granted.disbursed += it.amount
                self.payments[-made] = Payment(each.order, it.of, it.amount)
        return set()

    def pay(self, made: int, id: int) -> Reasons:
        return {"in-a-batch"} if self.of_order(id) is not None else super().pay(made, id)

    def void_order(self, id: int) -> Reasons:
        if self.of_order(id) is not None:
            return {"in-a-batch", *_if(self.is_paid(id), "order-paid")}
        return super().void_order(id)

    def is_paid(self, order: int) -> bool:
        return any(each.order == order for each in self.paid())

    def is_in_the_way(self, batch: int) -> bool:
        return any(self.granted(self.orders[each.order].of).stopped for each in self.of_batch(batch))
