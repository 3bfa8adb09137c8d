"""Officers pay by a bank as well: they put orders into batches, close, approve and send them, and the bank answers,
once or twice, late and in any order; each answer is compared with the model, as all else that becomes of the money."""

from typing import Any

from bank import report
from grants_office import TELLERS
from hypothesis import strategies as st
from hypothesis.stateful import rule
from money_batches_model import Batched
from money_machine import SOME, TELLER, Act, MoneyMachine, _named
from money_model import Money, Reasons

from shared.days import today

STATUS = st.sampled_from(("ACSC", "ACSC", "RJCT", "RJCT", "ACTC"))


class BatchMachine(MoneyMachine):
    """One sequence of a fund that pays by a bank and by hand."""

    model: Batched

    @rule(which=SOME, by=st.permutations(TELLERS), said=st.lists(STATUS, min_size=1, max_size=3), again=st.booleans())
    def pay_by_bank(self, which: int, by: list[str], said: list[str], again: bool) -> None:
        """An approved order, also one that a bank rejected, goes to the bank in a batch, and the bank answers."""
        order = self.approved(which)
        batch = None if order is None else self.brought(order, by[0], (by[1], by[2]), by[1])
        for status in said if batch is not None else ():
            self.answered(len(self.model.attempts) - 1, status, by[2], again=again)

    @rule(which=SOME, by=st.permutations(TELLERS))
    def try_again(self, which: int, by: list[str]) -> None:
        """What a bank rejected goes there once more, and the bank says twice that it went."""
        order = self.approved(which)
        for status in ("RJCT", "ACSC", "ACSC") if order is not None else ():
            if not self.model.is_paid(order):
                self.brought(order, by[0], (by[1], by[2]), by[2])
            if self.model.of_order(order) is not None:
                self.answered(len(self.model.attempts) - 1, status, by[1], again=False)

    @rule(which=SOME, by=st.tuples(TELLER, TELLER, TELLER, TELLER))
    def pay_by_bank_alone(self, which: int, by: tuple[str, str, str, str]) -> None:
        """The same, where somebody may try to have two parts in it."""
        order = self.approved(which)
        if order is not None:
            self.brought(order, by[0], (by[1], by[2]), by[3])

    @rule(which=SOME, status=STATUS, by=TELLER, again=st.booleans())
    def answer(self, which: int, status: str, by: str, again: bool) -> None:
        """The bank says something of what was sent at some time."""
        if self.model.attempts:
            self.answered(which % len(self.model.attempts), status, by, again=again)

    def brought(self, order: int, by: str, others: tuple[str, str], sender: str) -> int | None:
        """A batch of an order, as far as nothing is in the way; none where that was not put into it."""
        body = {"fund_id": self.fund, "means": "bank_transfer", "execute_on": today().isoformat()}
        self.do(Act(by, "/batches", lambda model, made: _of(model).begin(made, by), body))
        batch, attempts = list(self.model.batches)[-1], len(self.model.attempts)
        path = f"/batches/{batch}"
        self.do(Act(by, f"{path}/instructions", lambda model, _: _of(model).put(batch, order), {"orders": [order]}))
        if len(self.model.attempts) == attempts:
            return None
        self.do(Act(by, f"{path}/close", lambda model, _: _of(model).close(batch, by)))
        for other in others:
            self.do(self.approving(batch, other))
        self.do(Act(sender, f"{path}/send", lambda model, _: _of(model).send(batch)))
        return batch

    def approving(self, batch: int, by: str) -> Act:
        return Act(by, f"/batches/{batch}/approve", lambda model, _: _of(model).approve_batch(batch, by))

    def answered(self, which: int, status: str, by: str, *, again: bool) -> None:
        """The bank reports on an attempt, and `again` the same bytes come twice."""
        attempt = self.model.attempts[which]
        batch, order = attempt.batch, attempt.order
        row = self.office.run(self.office.connection.fetchrow(_SENT_AS, batch, order))
        content = report(row["message_id"], (row["end_to_end_id"], status, None))

        def judge(model: Money, made: int) -> Reasons:
            return _of(model).report(made, batch, order, status)

        self.do(Act(by, "/reports", judge, content))
        self.told_of_payments()
        if again and self.model.batches[batch].sent:
            self.do(Act(by, "/reports", lambda *_: set(), content))

    def told_of_payments(self) -> None:
        """What a report paid has a number that nobody was told."""
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
                id: (each.closed, [_named(name) for name in each.approved_by], each.sent)
                for id, each in batched.batches.items()
            },
            "references": {order: (orders.count(order), 1) for order in orders},
        }


def _of(model: Money) -> Batched:
    assert isinstance(model, Batched)
    return model


_SENT_AS = """
SELECT batch.message_id, instruction.end_to_end_id
FROM batches AS batch JOIN instructions AS instruction ON instruction.batch_id = batch.id
WHERE batch.id = $1 AND instruction.order_id = $2
"""
_PAID = "SELECT max(id) FROM payments WHERE order_id = $1 AND voided_at IS NULL"
_BATCHES = """
SELECT batch.id, closing.batch_id IS NOT NULL AS closed,
    (SELECT coalesce(array_agg(recorded_by ORDER BY place), '{}') FROM batch_approvals WHERE batch_id = batch.id) AS by,
    sending.batch_id IS NOT NULL AS sent
FROM batches AS batch LEFT JOIN batch_closings AS closing ON closing.batch_id = batch.id
LEFT JOIN batch_sendings AS sending ON sending.batch_id = batch.id WHERE batch.fund_id = $1
"""
_REFERENCES = """
SELECT order_id, count(*) AS attempts, count(DISTINCT end_to_end_id) AS differing FROM instructions
WHERE fund_id = $1 GROUP BY order_id
"""
