"""Officers demand money back: in instalments, as another approves; what comes back bears the number of the demand, and
two people give up the rest."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from grants_office import TELLERS
from hypothesis import strategies as st
from hypothesis.stateful import rule
from money_machine import BACK, SOME, TELLER, WHY, Act, _named
from money_model import Money, Of, Reasons
from money_recoveries_model import Recovering
from money_settlements import SettlementMachine

from shared.days import today

STEP = st.sampled_from(("approve", "propose", "confirm", "confirm"))


class RecoveryMachine(SettlementMachine):
    """One sequence of a fund that demands money back as well."""

    model: Recovering

    @rule(which=SOME, amount=BACK, by=TELLER, even=st.sampled_from((True, True, True, False)))
    def demand(self, which: int, amount: str, by: str, even: bool) -> None:
        """Something is demanded back of what was ended, or of a payment that stands or does not."""
        payments = list(self.model.payments)
        payment = payments[which % len(payments)] if payments and which % 3 else None
        of = self.some(which) if payment is None else self.model.payments[payment].of
        self.do(self.demanding(of, payment, Decimal(amount), by, even=even))

    @rule(which=SOME, step=STEP, by=TELLER)
    def step_demand(self, which: int, step: str, by: str) -> None:
        if self.model.demands:
            self.do(self.stepping_demand(self.some_demand(which), step, by))

    @rule(which=SOME)
    def void_demand(self, which: int) -> None:
        if self.model.demands:
            self.do(self.voiding_demand(self.some_demand(which)))

    @rule(which=SOME, ends=st.booleans(), by=st.permutations(TELLERS), who=TELLER)
    def demand_back(self, which: int, ends: bool, by: list[str], who: str) -> None:
        """What was paid is demanded back twice, where nothing is in the way once; somebody may approve their own."""
        for _ in range(2):
            demand = self.demanded(which, by[0], ends=ends, even=which % 3 > 0)
            if demand is not None:
                self.do(self.stepping_demand(demand, "approve", who))
                self.do(self.stepping_demand(demand, "approve", by[1]))

    @rule(which=SOME, amount=BACK, by=st.permutations(TELLERS), numbered=st.sampled_from((True, True, False)))
    def recover(self, which: int, amount: str, by: list[str], numbered: bool) -> None:
        """A part of what is demanded back comes back, mostly under its number, and the rest is given up; then somebody
        would take back the payment, and the demand."""
        demand = self.agreed(which, by)
        if demand is None:
            return
        of, payment = self.model.demands[demand].of, self.model.demands[demand].payment
        before = len(self.model.refunds)
        self.do(self.refunding(which, amount, by[0], of, demand if numbered else None))
        if len(self.model.refunds) > before:
            refund = list(self.model.refunds)[-1]
            for step, teller in (("check", by[1]), ("confirm", by[2])):
                self.do(self.stepping_refund(refund, step, teller))
        if which % 2:
            for step, teller in (("propose", by[1]), ("confirm", by[1]), ("confirm", by[0])):
                self.do(self.stepping_demand(demand, step, teller))
        if payment is not None:
            self.do(self.voided(payment))
        self.do(self.voiding_demand(demand))

    @rule(which=SOME, by=st.permutations(TELLERS))
    def come_back_while_it_is_given_up(self, which: int, by: list[str]) -> None:
        demand = self.agreed(which, by)
        if demand is None:
            return
        before, of = len(self.model.refunds), self.model.demands[demand].of
        self.do(self.refunding(which, "500.00", by[0], of, demand))
        self.do(self.stepping_demand(demand, "propose", by[0]))
        if len(self.model.refunds) > before:
            refund = list(self.model.refunds)[-1]
            given_up = self.stepping_demand(demand, "confirm", by[1])
            self.do_at_once(self.stepping_refund(refund, "confirm", by[2]), given_up)

    @rule(which=SOME, by=st.permutations(TELLERS))
    def demand_twice_at_once(self, which: int, by: list[str]) -> None:
        demands = [self.demanded(which, by[0], ends=False) for _ in range(2)]
        standing = [demand for demand in demands if demand is not None]
        if len(standing) == 2:
            self.do_at_once(*(self.stepping_demand(demand, "approve", by[1]) for demand in standing))

    @rule(which=SOME, by=st.permutations(TELLERS))
    def demand_and_void_at_once(self, which: int, by: list[str]) -> None:
        """A demand to pay back a payment is approved while that proves wrong."""
        demand = self.demanded(which, by[0], ends=False)
        payment = None if demand is None else self.model.demands[demand].payment
        if demand is not None and payment is not None:
            self.do_at_once(self.stepping_demand(demand, "approve", by[1]), self.voided(payment))

    # --- what is asked for ---

    def demanding(self, of: Of, payment: int | None, amount: Decimal, by: str, *, even: bool) -> Act:
        kind, id = of
        first = (amount / 2).quantize(Decimal("0.01")) or amount
        due = [each for each in (first, amount - first if even else Decimal("0.01")) if each]
        days = [today() + timedelta(days=30 * place) for place in range(len(due))]
        body: dict[str, Any] = {
            f"{kind}_id": id,
            "reason": "terminated" if payment is None else "received_twice",
            "amount": f"{amount}",
            "currency": "USD",
            "demanded_on": today().isoformat(),
            "instalments": [{"due_on": day.isoformat(), "due": f"{each}"} for day, each in zip(days, due, strict=True)],
        }
        if payment is not None:
            body["payment_id"] = payment

        def judge(model: Money, made: int) -> Reasons:
            return _of(model).demand(made, of, payment, amount, by, even=sum(due) == amount)

        return Act(by, "/recoveries", judge, body)

    def stepping_demand(self, demand: int, step: str, by: str) -> Act:
        path, why = f"/recoveries/{demand}", {"write_off_reason": "insolvent"}
        if step == "approve":
            return Act(by, f"{path}/approve", lambda model, _: _of(model).approve_demand(demand, by))
        if step == "propose":
            return Act(by, f"{path}/write-off", lambda model, _: _of(model).propose_write_off(demand, by), why)
        return Act(by, f"{path}/confirm", lambda model, _: _of(model).confirm_write_off(demand, by))

    def voiding_demand(self, demand: int) -> Act:
        return Act(TELLERS[0], f"/recoveries/{demand}/void", lambda model, _: _of(model).void_demand(demand), WHY)

    def some_demand(self, which: int) -> int:
        """Mostly one of which something is outstanding."""
        demands = [id for id in self.model.demands if self.model.outstanding(id)] or list(self.model.demands)
        every = list(self.model.demands) if which % 4 == 3 else demands
        return every[which % len(every)]

    def demanded(self, which: int, by: str, *, ends: bool, even: bool = True) -> int | None:
        """A demand to pay back all of a payment, or of what is ended then, if there may be one."""
        payment = self.paid(which)
        if payment is None:
            return None
        it, before = self.model.payments[payment], len(self.model.demands)
        if ends:
            self.do(self.moving(which, "terminate"))
        self.do(self.demanding(it.of, None if ends else payment, it.amount, by, even=even))
        return list(self.model.demands)[-1] if len(self.model.demands) > before else None

    def agreed(self, which: int, by: list[str]) -> int | None:
        """A demand of which something is outstanding, if there may be one."""
        demand = self.demanded(which, by[0], ends=which % 4 == 0)
        if demand is not None:
            self.do(self.stepping_demand(demand, "approve", by[1]))
        return next((id for id in reversed(self.model.demands) if self.model.outstanding(id)), None)

    async def _told(self, model: Money) -> dict[str, Any]:
        rows = await self.office.connection.fetch(_DEMANDS, self.fund)
        listed = (await self.office.read(f"/recoveries?fund_id={self.fund}&limit=200"))["items"]
        return await super()._told(model) | {
            "demands": {row["id"]: tuple(row)[1:] for row in rows},
            "outstanding": {each["id"]: each["outstanding"] for each in listed},
        }

    def _ought(self, model: Money) -> dict[str, Any]:
        demands = _of(model).demands
        return super()._ought(model) | {
            "demands": {
                id: (_named(each.made_by), _named(each.approved_by), each.voided, each.written_off)
                for id, each in demands.items()
            },
            "outstanding": {id: f"{_of(model).outstanding(id):.2f}" for id, each in demands.items() if not each.voided},
        }


def _of(model: Money) -> Recovering:
    assert isinstance(model, Recovering)
    return model


_DEMANDS = """
SELECT made.id, made.recorded_by, agreed.recorded_by AS approved_by, made.voided_at IS NOT NULL AS voided,
    coalesce((SELECT sum(amount) FROM recovery_write_off_confirmations WHERE recovery_id = made.id), 0) AS written_off
FROM recoveries AS made LEFT JOIN recovery_approvals AS agreed ON agreed.recovery_id = made.id WHERE made.fund_id = $1
"""
