"""What people find of money that went in batches: they sign for it on a list or hand it back, and where a bank says two
things or none, one finds out and another confirms."""

from grants_office import TELLERS
from hypothesis import strategies as st
from hypothesis.stateful import rule
from money_batches import BatchMachine, _of
from money_batches_model import BANK, CASH, Attempt
from money_machine import SOME, TELLER, Act
from money_model import Money

from shared.days import today

OUTCOME = st.sampled_from(("settled", "rejected", "rejected"))
DONE = st.sampled_from(("sign", "sign", "hand-back"))


class SettlementMachine(BatchMachine):
    """One sequence of a fund that pays in cash as well."""

    @rule(which=SOME, by=st.permutations(TELLERS), done=st.lists(st.tuples(DONE, TELLER), min_size=2, max_size=3))
    def pay_in_cash(self, which: int, by: list[str], done: list[tuple[str, str]]) -> None:
        """An order is paid from a list: somebody signs, or the money is handed back, or they say both."""
        order = self.approved_of(CASH, which)
        batch = None if order is None else self.brought([order], by[0], (by[1], by[2]), by[1])
        for act, who in done if batch is not None else ():
            self.do(self.acting(len(self.model.attempts) - 1, act, who))

    @rule(which=SOME, act=st.sampled_from(("sign", "hand-back", "confirm", "settled", "rejected")), by=TELLER)
    def say(self, which: int, act: str, by: str) -> None:
        """Somebody says something of what was put into a batch at some time."""
        if self.model.attempts:
            self.do(self.acting(which % len(self.model.attempts), act, by))

    @rule(which=SOME, by=st.permutations(TELLERS), outcome=OUTCOME, who=TELLER, twice=st.booleans())
    def find_out(self, which: int, by: list[str], outcome: str, who: str, twice: bool) -> None:
        """A bank says that money went and that it did not; two people find out, one of whom may think otherwise first,
        and the same may be confirmed again."""
        order = self.approved_of(BANK, which)
        if order is None or self.brought([order], by[0], (by[1], by[2]), by[1]) is None:
            return
        attempt = len(self.model.attempts) - 1
        for status in ("ACSC", "RJCT"):
            self.answered(attempt, status, by[2], again=False)
        if twice:
            self.do(self.acting(attempt, "rejected" if outcome == "settled" else "settled", by[2]))
        self.do(self.acting(attempt, outcome, by[0]))
        for teller in (who, by[1]):
            self.do(self.acting(attempt, "confirm", teller))

    @rule(which=SOME, by=st.permutations(TELLERS), outcome=st.sampled_from(("settled", "rejected")))
    def give_up_too_soon(self, which: int, by: list[str], outcome: str) -> None:
        """A bank rejects an order, and says that it went after all when it is tried again already; two people find out,
        and meanwhile and afterwards it is tried in every other way."""
        if (tried := self.tried_again(which, by)) is None:
            return
        order, given_up, batch = tried
        self.answered(given_up, "ACSC", by[2], again=False)
        if batch is not None:
            self.passed_on(batch, by[0], (by[1], by[2]), by[1])
            self.do(self.voiding_batch(batch, by[1]))
        self.brought([order], by[0], (by[1], by[2]), by[1])
        self.do(self.paying(order, by[0]))
        self.do(self.acting(given_up, outcome, by[0]))
        self.do(self.acting(given_up, "confirm", by[1]))
        self.brought([order], by[0], (by[1], by[2]), by[1])

    @rule(which=SOME, by=st.permutations(TELLERS), outcome=st.sampled_from(("settled", "rejected")))
    def take_back_too_soon(self, which: int, by: list[str], outcome: str) -> None:
        """A bank rejects an order, which is put into a second batch; that is taken back, and so is the order, before
        two people found out and after."""
        if (tried := self.tried_again(which, by)) is None:
            return
        order, given_up, batch = tried
        if batch is not None:
            self.do(self.voiding_batch(batch, by[1]))
        self.do(self.voiding_order(order))
        self.do(self.acting(given_up, outcome, by[0]))
        self.do(self.acting(given_up, "confirm", by[1]))
        self.do(self.voiding_order(order))
        if which % 2 and (anew := self.approved_of(BANK, which)) is not None:
            self.answered(given_up, "ACSC", by[2], again=False)
            self.do(self.paying(anew, by[0]))
            self.brought([anew], by[0], (by[1], by[2]), by[1])

    @rule(which=SOME, by=st.permutations(TELLERS), ends=st.sampled_from(("suspend", "terminate")), back=st.booleans())
    def stop_while_it_is_out(self, which: int, by: list[str], ends: str, back: bool) -> None:
        """A grant is stopped while money of it is on its way, which goes; people find that out, or that it did not, and
        somebody would take the payment back by hand."""
        order = self.approved_of(BANK, which)
        if order is None or self.brought([order], by[0], (by[1], by[2]), by[1]) is None:
            return
        attempt = len(self.model.attempts) - 1
        self.do(self.moving(self.awards.index(self.model.orders[order].of[1]), ends))
        self.answered(attempt, "ACSC", by[2], again=False)
        for outcome in ("settled", *(("rejected",) if back else ())):
            self.do(self.acting(attempt, outcome, by[0]))
            self.do(self.acting(attempt, "confirm", by[1]))
            self.take_back_by_hand(order)

    @rule(which=SOME, by=st.permutations(TELLERS))
    def sign_on_the_wrong_line(self, which: int, by: list[str]) -> None:
        """Somebody signs for what they did not receive; two people find that out, and it is paid from another list."""
        order = self.approved_of(CASH, which)
        if order is None or self.brought([order], by[0], (by[1], by[2]), by[1]) is None:
            return
        attempt = len(self.model.attempts) - 1
        self.do(self.acting(attempt, "sign", by[1]))
        self.take_back_by_hand(order)
        self.do(self.acting(attempt, "rejected", by[0]))
        self.do(self.acting(attempt, "confirm", by[1]))
        self.brought([order], by[0], (by[1], by[2]), by[1])

    def take_back_by_hand(self, order: int) -> None:
        paid = [id for id, each in self.model.payments.items() if each.order == order and not each.voided]
        for id in paid:
            self.do(self.voided(id))

    @rule(which=SOME, by=st.permutations(TELLERS), acts=st.sampled_from((("sign", "sign"), ("sign", "hand-back"))))
    def pay_in_cash_at_once(self, which: int, by: list[str], acts: tuple[str, str]) -> None:
        order = self.approved_of(CASH, which)
        if order is not None and self.brought([order], by[0], (by[1], by[2]), by[1]) is not None:
            attempt = len(self.model.attempts) - 1
            self.do_at_once(*(self.acting(attempt, act, who) for act, who in zip(acts, by[1:], strict=True)))

    def tried_again(self, which: int, by: list[str]) -> tuple[int, int, int | None] | None:
        """An order that a bank rejected, the attempt, and the batch that it is put into then, if it is."""
        order = self.approved_of(BANK, which)
        if order is None or self.brought([order], by[0], (by[1], by[2]), by[1]) is None:
            return None
        given_up = len(self.model.attempts) - 1
        self.answered(given_up, "RJCT", by[2], again=False)
        return order, given_up, self.put([order], by[0], BANK)

    def acting(self, which: int, act: str, by: str) -> Act:
        attempt = self.model.attempts[which]
        id = self.office.run(self.office.connection.fetchval(_INSTRUCTION, attempt.batch, attempt.order))
        path, on_day = f"/instructions/{id}", today().isoformat()

        def of(model: Money) -> Attempt:
            return _of(model).attempts[which]

        if act == "sign":
            body = {"signed_by": "Amina Al-Sinjari", "signed_on": on_day, "sheet": "CL-1"}
            return Act(by, f"{path}/sign", lambda model, _: _of(model).sign(of(model), by), body)
        if act == "hand-back":
            return Act(by, f"{path}/hand-back", lambda model, _: _of(model).hand_back(of(model)))
        if act == "confirm":
            return Act(by, f"{path}/confirm", lambda model, _: _of(model).confirm(of(model), by))
        body = {"outcome": act, "statement": "ST-1", "on_day": on_day}
        return Act(by, f"{path}/resolve", lambda model, _: _of(model).resolve(of(model), act, by), body)


_INSTRUCTION = "SELECT id FROM instructions WHERE batch_id = $1 AND order_id = $2 AND voided_at IS NULL"
