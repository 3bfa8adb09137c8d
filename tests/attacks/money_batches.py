"""Officers pay by a bank as well: they put orders into batches, close, approve and send them, and the bank answers,
once or twice, late and in any order; each answer is compared with the model, as all else that becomes of the money."""

from collections.abc import Sequence
from typing import Any

from bank import report
from grants_office import TELLERS
from hypothesis import strategies as st
from hypothesis.stateful import rule
from money_batches_model import BANK, CASH, Batched
from money_machine import SOME, TELLER, WHY, Act, MoneyMachine, _named
from money_model import Money

from shared.days import today

STATUS = st.sampled_from(("ACSC", "ACSC", "RJCT", "RJCT", "ACTC"))


class BatchMachine(MoneyMachine):
    """One sequence of a fund that pays by a bank and by hand."""

    model: Batched

    @rule(which=SOME, by=st.permutations(TELLERS), said=st.lists(STATUS, min_size=1, max_size=3), again=st.booleans())
    def pay_by_bank(self, which: int, by: list[str], said: list[str], again: bool) -> None:
        """An approved order, also one that a bank rejected, goes to the bank in a batch, and the bank answers."""
        order = self.approved_of(BANK, which)
        batch = None if order is None else self.brought([order], by[0], (by[1], by[2]), by[1])
        for status in said if batch is not None else ():
            self.answered(len(self.model.attempts) - 1, status, by[2], again=again)

    @rule(which=SOME, by=st.permutations(TELLERS))
    def try_again(self, which: int, by: list[str]) -> None:
        """What a bank rejected goes there once more, and the bank says twice that it went."""
        order = self.approved_of(BANK, which)
        for status in ("RJCT", "ACSC", "ACSC") if order is not None else ():
            if not self.model.is_paid(order):
                self.brought([order], by[0], (by[1], by[2]), by[2])
            if self.model.of_order(order) is not None:
                self.answered(len(self.model.attempts) - 1, status, by[1], again=False)

    @rule(which=SOME, by=st.tuples(TELLER, TELLER, TELLER, TELLER))
    def pay_by_bank_alone(self, which: int, by: tuple[str, str, str, str]) -> None:
        """The same, where somebody may try to have two parts in it."""
        order = self.approved_of(BANK, which)
        if order is not None:
            self.brought([order], by[0], (by[1], by[2]), by[3])

    @rule(by=st.permutations(TELLERS), said=st.lists(STATUS, min_size=4, max_size=4), cut=st.sampled_from((1, 2, 3)))
    def pay_several_by_bank(self, by: list[str], said: list[str], cut: int) -> None:
        """All that may go to the bank goes there in one batch, and the bank answers in two parts."""
        orders = [order for which in (0, 1) for order in self.all_approved(which)]
        batch = self.brought(orders, by[0], (by[1], by[2]), by[1]) if orders else None
        statuses = list(zip(orders, said, strict=False))
        for part in (statuses[:cut], statuses[cut:], statuses[:1]) if batch is not None else ():
            self.reported(batch, dict(part), by[2], again=False)

    @rule(which=SOME, means=st.sampled_from((BANK, CASH)), by=st.permutations(TELLERS), sent=st.booleans())
    def void_batch(self, which: int, means: str, by: list[str], sent: bool) -> None:
        """A batch is taken back, also one that was sent; then somebody approves it, and its order goes in another."""
        order = self.approved_of(means, which)
        if order is None:
            return
        batch = self.brought([order], by[0], by[1:], by[1]) if sent else self.put([order], by[0], means)
        if batch is not None:
            self.do(self.voiding_batch(batch, by[1]))
            self.do(self.approving(batch, by[2]))
            self.put([order], by[0], means)

    @rule(which=SOME, status=STATUS, by=TELLER, again=st.booleans())
    def answer(self, which: int, status: str, by: str, again: bool) -> None:
        """The bank says something of what was sent at some time."""
        if self.model.attempts:
            self.answered(which % len(self.model.attempts), status, by, again=again)

    def approved_of(self, means: str, which: int) -> int | None:
        """An approved order of an award that is paid by this means, if there may be one."""
        awards = [number for number, id in enumerate(self.awards) if self.model.means[id] == means]
        return self.approved(awards[which % len(awards)])

    def brought(self, orders: list[int], by: str, others: Sequence[str], sender: str) -> int | None:
        """A batch of orders, as far as nothing is in the way; none where these were not put into it."""
        batch = self.put(orders, by, self.model.means[self.model.orders[orders[0]].of[1]])
        if batch is not None:
            self.passed_on(batch, by, others, sender)
        return batch

    def passed_on(self, batch: int, by: str, others: Sequence[str], sender: str) -> None:
        """A batch is closed, approved and sent, as far as nothing is in the way."""
        path = f"/batches/{batch}"
        self.do(Act(by, f"{path}/close", lambda model, _: _of(model).close(batch, by)))
        for other in others:
            self.do(self.approving(batch, other))
        self.do(Act(sender, f"{path}/send", lambda model, _: _of(model).send(batch)))

    def put(self, orders: list[int], by: str, means: str) -> int | None:
        """A batch into which orders were put, if they were."""
        body = {"fund_id": self.fund, "means": means, "execute_on": today().isoformat()}
        self.do(Act(by, "/batches", lambda model, made: _of(model).begin(made, means, by), body))
        batch = list(self.model.batches)[-1]
        path = f"/batches/{batch}/instructions"
        self.do(Act(by, path, lambda model, _: _of(model).put(batch, orders), {"orders": orders}))
        return batch if any(self.model.of_batch(batch)) else None

    def voiding_batch(self, batch: int, by: str) -> Act:
        return Act(by, f"/batches/{batch}/void", lambda model, _: _of(model).void_batch(batch), WHY)

    def approving(self, batch: int, by: str) -> Act:
        return Act(by, f"/batches/{batch}/approve", lambda model, _: _of(model).approve_batch(batch, by))

    def answered(self, which: int, status: str, by: str, *, again: bool) -> None:
        """The bank reports on an attempt, and `again` the same bytes come twice."""
        attempt = self.model.attempts[which]
        self.reported(attempt.batch, {attempt.order: status}, by, again=again)

    def reported(self, batch: int, statuses: dict[int, str], by: str, *, again: bool) -> None:
        rows = self.office.run(self.office.connection.fetch(_SENT_AS, batch))
        said = [(row["end_to_end_id"], statuses[row["order_id"]], None) for row in rows if row["order_id"] in statuses]
        if not said:
            return
        content = report(rows[0]["message_id"], *said)
        self.do(Act(by, "/reports", lambda model, _: _of(model).report(batch, statuses), content))
        if again and self.model.batches[batch].sent and self.model.batches[batch].means == BANK:
            self.do(Act(by, "/reports", lambda *_: set(), content))

    def do(self, act: Act) -> None:
        super().do(act)
        self.told_of_payments()

    def do_at_once(self, *acts: Act) -> None:
        super().do_at_once(*acts)
        self.told_of_payments()

    def told_of_payments(self) -> None:
        """What a batch paid has a number that nobody was told."""
        if any(id < 0 for id in self.model.payments):
            named = {}
            for id, each in self.model.payments.items():
                known = id if id > 0 else self.office.run(self.office.connection.fetchval(_PAID, each.order))
                named[known] = each
            self.model.payments = named

    async def _told(self, model: Money) -> dict[str, Any]:
        batches = await self.office.connection.fetch(_BATCHES, self.fund)
        references = await self.office.connection.fetch(_REFERENCES, self.fund)
        return await super()._told(model) | {
            "batches": {row["id"]: tuple(row)[1:] for row in batches},
            "references": {row["order_id"]: tuple(row)[1:] for row in references},
        }

    def _ought(self, model: Money) -> dict[str, Any]:
        batched = _of(model)
        orders = [each.order for each in batched.attempts]
        return super()._ought(model) | {
            "batches": {
                id: (each.closed, [_named(name) for name in each.approved_by], each.sent, each.voided)
                for id, each in batched.batches.items()
            },
            "references": {order: (orders.count(order), 1) for order in orders},
        }


def _of(model: Money) -> Batched:
    assert isinstance(model, Batched)
    return model


_SENT_AS = """
SELECT batch.message_id, instruction.end_to_end_id, instruction.order_id
FROM batches AS batch JOIN instructions AS instruction ON instruction.batch_id = batch.id
WHERE batch.id = $1 AND instruction.voided_at IS NULL
"""
_PAID = "SELECT max(id) FROM payments WHERE order_id = $1 AND voided_at IS NULL"
_BATCHES = """
SELECT batch.id, closing.batch_id IS NOT NULL AS closed,
    (SELECT coalesce(array_agg(recorded_by ORDER BY place), '{}') FROM batch_approvals WHERE batch_id = batch.id) AS by,
    sending.batch_id IS NOT NULL AS sent, batch.voided_at IS NOT NULL AS voided
FROM batches AS batch LEFT JOIN batch_closings AS closing ON closing.batch_id = batch.id
LEFT JOIN batch_sendings AS sending ON sending.batch_id = batch.id WHERE batch.fund_id = $1
"""
_REFERENCES = """
SELECT order_id, count(*) AS attempts, count(DISTINCT end_to_end_id) AS differing FROM instructions
WHERE fund_id = $1 AND voided_at IS NULL GROUP BY order_id
"""
