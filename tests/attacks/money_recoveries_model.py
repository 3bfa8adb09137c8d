"""Demands to pay money back, kept as a clerk would on paper, beside all else that becomes of the money."""

from dataclasses import dataclass, field
from decimal import Decimal

from money_batches_model import Batched
from money_model import NOTHING, Assistance, Award, Of, Reasons, _if


@dataclass
class Demand:
    """That so much is paid back of an award or an assistance, of one payment unless it was ended; and what of it two
    people gave up."""

    of: Of
    payment: int | None
    amount: Decimal
    made_by: str
    approved_by: str | None = None
    written_off: Decimal = NOTHING
    proposed_by: str | None = None
    voided: bool = False


@dataclass
class Recovering(Batched):
    """The money, and what of it is demanded back: never more than was paid, and what comes back bears its number."""

    demands: dict[int, Demand] = field(default_factory=dict)

    def demand(self, made: int, of: Of, payment: int | None, amount: Decimal, by: str, *, even: bool) -> Reasons:
        it, paid = self.granted(of), None if payment is None else self.payments[payment]
        if reasons := {
            *_if(not even, "instalments-uneven"),
            *_if(isinstance(it, Assistance) and it.voided, "unknown-assistance"),
            *_if(paid is None and not it.ended, "not-ended"),
            *_if(paid is not None and paid.voided, "unknown-payment"),
            *_if(paid is not None and amount > paid.amount - self.demanded_of(payment), "over-the-payments"),
        }:
            return reasons
        self.demands[made] = Demand(of, payment, amount, by)
        return set()

    def approve_demand(self, id: int, by: str) -> Reasons:
        it, paid = self.demands[id], self.payments.get(self.demands[id].payment or 0)
        granted = self.granted(it.of)
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(it.approved_by is not None, "approved-already"),
            *_if(it.made_by == by, "same-person"),
            *_if(paid is not None and paid.voided, "over-the-payments"),
            *_if(paid is not None and it.amount > paid.amount - self.demanded_of(it.payment, id), "over-the-payments"),
            *_if(it.amount > granted.disbursed - self.owed_of(it.of), "over-the-payments"),
        }:
            return reasons
        it.approved_by = by
        if isinstance(granted, Award) and granted.stage == "terminated":
            granted.stage = "recovery"
        return set()

    def propose_write_off(self, id: int, by: str) -> Reasons:
        if reasons := self._settled(id):
            return reasons
        self.demands[id].proposed_by = by
        return set()

    def confirm_write_off(self, id: int, by: str) -> Reasons:
        it = self.demands[id]
        if reasons := {
            *self._settled(id),
            *_if(it.proposed_by is None, "nothing-proposed"),
            *_if(it.proposed_by == by, "same-person"),
        }:
            return reasons
        it.written_off += self.outstanding(id)
        it.proposed_by = None
        return set()

    def _settled(self, id: int) -> Reasons:
        return {
            *_if(self.demands[id].voided, "already-voided"),
            *_if(self.outstanding(id) == 0, "nothing-outstanding"),
        }

    def void_demand(self, id: int) -> Reasons:
        it = self.demands[id]
        if reasons := {
            *_if(it.voided, "already-voided"),
            *_if(any(each.demand == id and not each.voided for each in self.refunds.values()), "refunded"),
            *_if(it.written_off > 0, "written-off"),
        }:
            return reasons
        it.voided = True
        return set()

    def outstanding(self, id: int) -> Decimal:
        """What of a demand has neither come back nor been given up; of one that nobody approved, nothing."""
        return max(self.owed(id) - self.demands[id].written_off, NOTHING)

    def owed(self, id: int) -> Decimal:
        """What of a demand has not come back, given up or not."""
        it = self.demands[id]
        if it.voided or it.approved_by is None:
            return NOTHING
        back = (each for each in self.refunds.values() if each.demand == id and not each.voided)
        return it.amount - sum((each.amount for each in back if each.approved_by is not None), NOTHING)

    def demanded_of(self, payment: int | None, besides: int | None = None) -> Decimal:
        """What was demanded of a payment, come back or not."""
        demands = (each for id, each in self.demands.items() if each.payment == payment and id != besides)
        return sum((each.amount for each in demands if each.approved_by and not each.voided), NOTHING)

    def owed_of(self, of: Of) -> Decimal:
        return sum((self.owed(id) for id, each in self.demands.items() if each.of == of), NOTHING)

    def refund(self, made: int, of: Of, amount: Decimal, by: str, demand: int | None = None) -> Reasons:
        it, known = self.granted(of), None if demand is None else self.demands[demand]
        unknown = known is not None and (known.of != of or known.voided or known.approved_by is None)
        return {
            *_if(isinstance(it, Assistance) and it.voided, "unknown-assistance"),
            *_if(unknown, "unknown-recovery"),
            *self._no_room(of, amount + self.waiting(of, demand), demand),
        } or super().refund(made, of, amount, by, demand)

    def confirm_refund(self, id: int, by: str) -> Reasons:
        it = self.refunds[id]
        no_room = self._no_room(it.of, it.amount, it.demand) if it.waits else set()
        return no_room or super().confirm_refund(id, by)

    def _no_room(self, of: Of, amount: Decimal, demand: int | None) -> Reasons:
        disbursed = self.granted(of).disbursed
        return {
            *_if(amount > disbursed, "over-the-payments"),
            *_if(demand is not None and amount > self.owed(demand or 0), "over-the-demand"),
            *_if(demand is None and amount > disbursed - self.owed_of(of), "demanded-back"),
        }

    def take_back(self, id: int) -> Reasons:
        it = self.payments[id]
        of_it = sum((self.owed(demand) for demand, each in self.demands.items() if each.payment == id), NOTHING)
        beyond = self.owed_of(it.of) > self.granted(it.of).disbursed - it.amount
        if not it.voided and (of_it or beyond):
            return {"demanded-back", *_if(self.granted(it.of).disbursed < it.amount, "refunded")}
        return super().take_back(id)
