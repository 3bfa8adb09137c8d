"""Officers order, check, approve, pay, void and refund, in any order and sometimes two at once; each answer, and where
the money stands afterwards, compared with the model."""

import asyncio
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

import money_bank
import reconciled
from grants_office import OFFICERS, PLACE, PROJECT, TELLERS, Office
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from money_model import Money, Of, Order, Reasons
from wire import Answer

from shared.days import today

SOME = st.sampled_from(range(60))
"""Which of several, counted on from the first again behind the last."""
TELLER = st.sampled_from(TELLERS)
BUDGETS = st.sampled_from(("2500.00", "5000.00", "9999.99", "10000.00", "10000.01"))
PACKAGES = st.sampled_from(("600.00", "2500.00", "4000.01", "9999.99"))
PARTS = st.sampled_from(("600.00", "600.00", "1900.00", "2500.00", "4000.01"))
BACK = st.sampled_from(("0.01", "500.00", "1500.00", "4000.00", "4000.01"))
NO_ORDER = 999_999_999
"""In the place of an order where there is none."""
WHY = {"reason": "entered_in_error"}

_references = count(1)


@dataclass(frozen=True)
class Act:
    """What somebody asks for, and what the model says of it once it is told the number of what was made."""

    by: str
    path: str
    judge: Callable[[Money, int], Reasons]
    body: Any = None
    stated: dict[str, Any] = field(default_factory=dict)


class MoneyMachine(RuleBasedStateMachine):
    """One sequence. What is drawn does not depend on what happened: a step for which there is nothing does nothing."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.fund, self.model = office.run(money_bank.opened(office))
        self.phases = office.run(money_bank.phased(office))
        self.awards = list(self.model.awards)
        self.calls: list[int] = []
        self.sound = True

    def teardown(self) -> None:
        """At the end a statement of the fund says where the money stands, and how it came there."""
        [line] = self.office.run(self.office.read(f"/statements?fund_id={self.fund}"))["funds"]
        moved = {name: sum(Decimal(each[name]) for each in line["movements"]) for name in line["closing"]}
        assert {name: f"{amount:.2f}" for name, amount in moved.items()} == line["closing"]
        if self.sound:
            assert line["closing"] == _stands(self.model)

    # --- one thing after the other ---

    @rule(budget=BUDGETS)
    def announce(self, budget: str) -> None:
        self.do(self.announcing(budget))

    @rule(which=SOME)
    def void_call(self, which: int) -> None:
        if self.calls:
            id = self.calls[which % len(self.calls)]
            self.do(Act(OFFICERS[0], f"/calls/{id}/void", lambda model, _: model.void_call(id), WHY))

    @rule(which=SOME)
    def release_call(self, which: int) -> None:
        calls = [self.model.call_of_awards, *self.calls]
        self.do(self.releasing(calls[which % len(calls)]))

    @rule(budget=BUDGETS)
    def release_and_announce_at_once(self, budget: str) -> None:
        self.do_at_once(self.releasing(self.model.call_of_awards), self.announcing(budget))

    @rule(which=SOME, tranche=st.sampled_from((1, 1, 1, 2, 2, 3)), by=TELLER)
    def order(self, which: int, tranche: int, by: str) -> None:
        self.do(self.ordering(which, tranche, by))

    @rule(which=SOME, step=st.sampled_from(("check", "approve")), by=TELLER)
    def step(self, which: int, step: str, by: str) -> None:
        if self.model.orders:
            self.do(self.stepping(self.some_order(which), step, by))

    @rule(which=SOME, by=TELLER)
    def pay(self, which: int, by: str) -> None:
        if self.model.orders:
            self.do(self.paying(self.some_order(which), by))

    @rule(which=SOME, tranche=st.sampled_from((1, 1, 2)), by=st.permutations(TELLERS), check=st.booleans())
    def hand_on(self, which: int, tranche: int, by: list[str], check: bool) -> None:
        self.bring(which, tranche, by, check)

    def bring(self, which: int, tranche: int, by: list[str], check: bool) -> None:
        """A tranche is ordered, mostly checked, approved and paid, as far as nothing is in the way."""
        order = self.ordered(which, tranche, by[0])
        if check:
            self.do(self.stepping(order, "check", by[1]))
        self.do(self.stepping(order, "approve", by[2]))
        self.do(self.paying(order, by[0]))

    @rule(which=SOME, tranche=st.sampled_from((1, 1, 2)), by=st.tuples(TELLER, TELLER, TELLER), check=st.booleans())
    def grasp(self, which: int, tranche: int, by: tuple[str, str, str], check: bool) -> None:
        """The same, where somebody may try to have two parts in it."""
        self.bring(which, tranche, list(by), check)

    @rule(which=SOME)
    def void_order(self, which: int) -> None:
        if self.model.orders:
            self.do(self.voiding_order(self.some_order(which)))

    @rule(which=SOME)
    def void_payment(self, which: int) -> None:
        if self.model.payments:
            self.do(self.voiding(which))

    @rule(which=SOME, amount=BACK, by=TELLER)
    def refund(self, which: int, amount: str, by: str) -> None:
        self.do(self.refunding(which, amount, by))

    @rule(which=SOME, step=st.sampled_from(("check", "confirm")), by=TELLER)
    def step_refund(self, which: int, step: str, by: str) -> None:
        if self.model.refunds:
            self.do(self.stepping_refund(self.some_refund(which), step, by))

    @rule(which=SOME, amount=BACK, by=st.tuples(TELLER, TELLER, TELLER), check=st.booleans())
    def bring_back(self, which: int, amount: str, by: tuple[str, str, str], check: bool) -> None:
        """Money comes back, often of what was just paid, and is stated, mostly checked and confirmed, where somebody
        may have two parts in it."""
        payment, before = self.paid(which) if which % 2 else None, len(self.model.refunds)
        self.do(self.refunding(which, amount, by[0], None if payment is None else self.model.payments[payment].of))
        if len(self.model.refunds) > before:
            id = list(self.model.refunds)[-1]
            if check:
                self.do(self.stepping_refund(id, "check", by[1]))
            self.do(self.stepping_refund(id, "confirm", by[2]))

    @rule(which=SOME)
    def void_refund(self, which: int) -> None:
        if self.model.refunds:
            id = self.some_refund(which)
            self.do(Act(TELLERS[0], f"/refunds/{id}/void", lambda model, _: model.void_refund(id), WHY))

    @rule(which=SOME, act=st.sampled_from(("suspend", "resume", "resume", "terminate")))
    def move(self, which: int, act: str) -> None:
        self.do(self.moving(which, act))

    @rule(amount=PACKAGES, which=SOME)
    def assist(self, amount: str, which: int) -> None:
        self.do(self.assisting(amount, which))

    @rule(which=SOME, part=st.sampled_from((1, 1, 2, 3)), amount=PARTS, by=TELLER)
    def order_part(self, which: int, part: int, amount: str, by: str) -> None:
        if self.model.assistances:
            self.do(self.ordering_part(self.some_assistance(which), part, amount, by))

    @rule(which=SOME, amount=PARTS, by=st.permutations(TELLERS))
    def pay_part(self, which: int, amount: str, by: list[str]) -> None:
        """A part of an assistance is ordered, checked, approved and paid, as far as nothing is in the way."""
        order = self.ordered_part(which, amount, by[0])
        for step, teller in (("check", by[1]), ("approve", by[2])):
            self.do(self.stepping(order, step, teller))
        self.do(self.paying(order, by[0]))

    @rule(which=SOME, act=st.sampled_from(("end", "void")))
    def end_assistance(self, which: int, act: str) -> None:
        if self.model.assistances:
            self.do(self.ending(self.some_assistance(which), act))

    @rule(which=SOME, amount=PARTS, ends=st.booleans(), back=st.booleans())
    def pay_part_and_end(self, which: int, amount: str, ends: bool, back: bool) -> None:
        """A part of an assistance is paid, mostly the assistance ended, and the payment proves wrong."""
        self.pay_part(which, amount, list(TELLERS))
        if not self.model.payments:
            return
        payment, it = list(self.model.payments.items())[-1]
        if ends and it.of[0] == "assistance":
            self.do(self.ending(it.of[1], "end"))
        if back:
            self.do(self.voided(payment))

    @rule(which=SOME, back=st.booleans())
    def pay_and_end(self, which: int, back: bool) -> None:
        """A grant is paid, ended, and the payment proves wrong."""
        paid = self.paid(which)
        self.do(self.moving(which, "terminate"))
        if paid is not None and back:
            self.do(self.voided(paid))

    # --- two at once ---

    @rule(which=SOME, by=st.permutations(TELLERS))
    def pay_twice_at_once(self, which: int, by: list[str]) -> None:
        order = self.approved(which)
        if order is not None:
            self.do_at_once(self.paying(order, by[0]), self.paying(order, by[1]))

    @rule(which=SOME, times=st.sampled_from((4, 8)))
    def pay_under_one_key(self, which: int, times: int) -> None:
        """The same request, so often at once under one key: it happens once, and everybody is told of the same."""
        order = self.approved(which)
        if order is None:
            return
        self.at_once_under_one_key(self.paying(order, TELLERS[0]), times)

    @rule(which=SOME, amount=BACK)
    def refund_and_void_at_once(self, which: int, amount: str) -> None:
        """Money that came back is confirmed while the payment proves wrong."""
        payment = self.paid(which)
        if payment is None:
            return
        before = len(self.model.refunds)
        of = self.model.payments[payment].of
        self.do(self.refunding(which, amount, TELLERS[0], of))
        if len(self.model.refunds) > before:
            refund = list(self.model.refunds)[-1]
            self.do(self.stepping_refund(refund, "check", TELLERS[1]))
            self.do_at_once(self.stepping_refund(refund, "confirm", TELLERS[2]), self.voided(payment))

    @rule(which=SOME)
    def pay_and_end_at_once(self, which: int) -> None:
        order = self.approved(which)
        if order is not None:
            self.do_at_once(self.paying(order, TELLERS[0]), self.moving(which, "terminate"))

    @rule(budgets=st.tuples(BUDGETS, BUDGETS))
    def announce_at_once(self, budgets: tuple[str, str]) -> None:
        self.do_at_once(*(self.announcing(budget) for budget in budgets))

    @rule(which=SOME, tranche=st.sampled_from((1, 2)), by=st.tuples(TELLER, TELLER))
    def order_at_once(self, which: int, tranche: int, by: tuple[str, str]) -> None:
        self.do_at_once(*(self.ordering(which, tranche, each) for each in by))

    @rule(which=SOME, amounts=st.tuples(PARTS, PARTS), by=st.tuples(TELLER, TELLER))
    def order_parts_at_once(self, which: int, amounts: tuple[str, str], by: tuple[str, str]) -> None:
        if self.model.assistances:
            id = self.some_assistance(which)
            parts = zip((which % 3 + 1, which % 2 + 1), amounts, by, strict=True)
            self.do_at_once(*(self.ordering_part(id, *each) for each in parts))

    @rule(which=SOME, amount=PARTS)
    def order_part_and_end_at_once(self, which: int, amount: str) -> None:
        if self.model.assistances:
            id = self.some_assistance(which)
            act = ("end", "void")[which % 2]
            self.do_at_once(self.ordering_part(id, which % 3 + 1, amount, TELLERS[0]), self.ending(id, act))

    @rule(amount=PACKAGES, budget=BUDGETS, which=SOME)
    def assist_and_announce_at_once(self, amount: str, budget: str, which: int) -> None:
        self.do_at_once(self.assisting(amount, which), self.announcing(budget))

    @rule(which=SOME)
    def assist_a_household_at_once(self, which: int) -> None:
        """Somebody, and whoever lives with them or is the same person."""
        who = which % 2 + 1
        phase = which // 2
        self.do_at_once(*(self.assisting("600.00", which=5 * phase + each - 1) for each in (who, 5 - who)))

    # --- what is asked for ---

    def announcing(self, budget: str) -> Act:
        def judge(model: Money, made: int) -> Reasons:
            return model.announce(made, Decimal(budget))

        return Act(OFFICERS[0], "/calls", judge, money_bank.call(self.fund, Decimal(budget)))

    def releasing(self, call: int) -> Act:
        return Act(OFFICERS[0], f"/calls/{call}/release", lambda model, _: model.release_call(call))

    def ordering(self, which: int, tranche: int, by: str) -> Act:
        award = self.awards[which % len(self.awards)]
        body = {"award_id": award, "tranche": tranche}
        return Act(by, "/orders", lambda model, made: model.order(made, award, tranche, by), body)

    def assisting(self, amount: str, which: int) -> Act:
        person, phase = which % 5 + 1, which // 5 % 2
        home = (phase, money_bank.HOMES[person])
        money = {"amount": amount, "currency": "USD", "approved_on": today().isoformat(), "fund_id": self.fund}
        who = {"recipient": f"0000-{person:04}-0000", "sex": "female", "phase_id": self.phases[phase]}
        body = {"project": PROJECT, "modality": "BSP", "place": PLACE} | who | money

        def judge(model: Money, made: int) -> Reasons:
            return model.assist(made, home, Decimal(amount))

        return Act(OFFICERS[0], "/assistances", judge, body, {"named": True})

    def ordering_part(self, assistance: int, part: int, amount: str, by: str) -> Act:
        def judge(model: Money, made: int) -> Reasons:
            return model.order_part(made, assistance, part, Decimal(amount), by)

        return Act(by, "/orders", judge, {"assistance_id": assistance, "part": part, "amount": amount})

    def ending(self, assistance: int, act: str) -> Act:
        def judge(model: Money, _: int) -> Reasons:
            return model.end_assistance(assistance) if act == "end" else model.void_assistance(assistance)

        why = {"reason": "breach"} if act == "end" else WHY
        return Act(OFFICERS[0], f"/assistances/{assistance}/{act}", judge, why)

    def stepping(self, order: int, step: str, by: str) -> Act:
        return Act(by, f"/orders/{order}/{step}", lambda model, _: getattr(model, step)(order, by))

    def paying(self, order: int, by: str) -> Act:
        body = {"reference": f"PV-{next(_references)}", "paid_on": today().isoformat()}
        return Act(by, f"/orders/{order}/pay", lambda model, made: model.pay(made, order), body)

    def voiding_order(self, id: int) -> Act:
        return Act(TELLERS[0], f"/orders/{id}/void", lambda model, _: model.void_order(id), WHY)

    def voiding(self, which: int) -> Act:
        return self.voided(list(self.model.payments)[which % len(self.model.payments)])

    def voided(self, payment: int) -> Act:
        return Act(TELLERS[0], f"/payments/{payment}/void", lambda model, _: model.void_payment(payment), WHY)

    def refunding(self, which: int, amount: str, by: str, of: Of | None = None, demand: int | None = None) -> Act:
        kind, id = of = of or self.some(which)
        stated = {f"{kind}_id": id, "amount": amount, "currency": "USD", "refunded_on": today().isoformat()}
        numbered = {} if demand is None else {"recovery_id": demand}
        body = stated | numbered | {"reference": f"RV-{next(_references)}"}
        return Act(by, "/refunds", lambda model, made: model.refund(made, of, Decimal(amount), by, demand), body)

    def stepping_refund(self, refund: int, step: str, by: str) -> Act:
        def judge(model: Money, _: int) -> Reasons:
            return model.check_refund(refund, by) if step == "check" else model.confirm_refund(refund, by)

        return Act(by, f"/refunds/{refund}/{step}", judge)

    def moving(self, which: int, act: str) -> Act:
        award = self.model.awards[self.awards[which % len(self.awards)]]
        path = f"/applications/{award.application}/{act}"
        return Act(OFFICERS[0], path, lambda model, _: model.move(award.id, act), {"reason": "breach"})

    def some(self, which: int) -> Of:
        """An award, or about as often an assistance that something was paid of."""
        paid = [each.of for each in self.model.paid() if each.of[0] == "assistance"]
        return paid[which % len(paid)] if paid and which % 2 else ("award", self.awards[which % len(self.awards)])

    def some_refund(self, which: int) -> int:
        """Mostly one that waits."""
        waiting = [id for id, each in self.model.refunds.items() if each.waits] or list(self.model.refunds)
        refunds = list(self.model.refunds) if which % 8 == 7 else waiting
        return refunds[which % len(refunds)]

    def some_assistance(self, which: int) -> int:
        """Mostly one that goes on."""
        going = [id for id, each in self.model.assistances.items() if not each.stopped] or list(self.model.assistances)
        assistances = list(self.model.assistances) if which % 8 == 7 else going
        return assistances[which % len(assistances)]

    def ordered_part(self, which: int, amount: str, by: str) -> int:
        """An order to pay the next part of an assistance, which is approved if there is none, or another order."""
        if all(each.stopped for each in self.model.assistances.values()):
            self.do(self.assisting("2500.00", which))
        if self.model.assistances:
            id = self.some_assistance(which)
            part = sum(each.of == ("assistance", id) for each in self.model.ordered()) + 1
            self.do(self.ordering_part(id, part, amount, by))
        return list(self.model.orders)[-1] if self.model.orders else NO_ORDER

    def some_order(self, which: int) -> int:
        """Mostly one that stands."""
        standing = [id for id, each in self.model.orders.items() if not each.voided] or list(self.model.orders)
        orders = list(self.model.orders) if which % 8 == 7 else standing
        return orders[which % len(orders)]

    def ordered(self, which: int, tranche: int, by: str) -> int:
        """An order to pay the tranche of an award, or of that of which there is one."""
        award = self.awards[which % len(self.awards)]

        def standing() -> list[int]:
            return [id for id, each in self.model.orders.items() if _is_of(each, award, tranche)]

        if not standing():
            self.do(self.ordering(which, tranche, by))
        return next(iter(standing()), self.some_order(which) if self.model.orders else NO_ORDER)

    def approved(self, which: int) -> int | None:
        """An order of an award that three people made, checked and approved and nobody paid, if there may be one."""
        return next(self.all_approved(which), None)

    def all_approved(self, which: int) -> Iterator[int]:
        """One of each tranche of an award."""
        award = self.model.awards[self.awards[which % len(self.awards)]]
        for tranche in range(1, len(award.tranches) + 1):
            of_it = [id for id, each in self.model.orders.items() if _is_of(each, award.id, tranche)]
            if not of_it and not award.stopped:
                self.do(self.ordering(which, tranche, TELLERS[0]))
                of_it = [id for id, each in self.model.orders.items() if _is_of(each, award.id, tranche)]
            for id in of_it:
                order = self.model.orders[id]
                if order.checked_by is None and order.approved_by is None:
                    self.do(self.stepping(id, "check", next(each for each in TELLERS if each != order.made_by)))
                if order.approved_by is None:
                    taken = {order.made_by, order.checked_by}
                    self.do(self.stepping(id, "approve", next(each for each in TELLERS if each not in taken)))
                if id not in {each.order for each in self.model.paid()}:
                    yield id

    def paid(self, which: int) -> int | None:
        """A payment of an award that stands, made if there is none, if there may be one."""
        award = self.awards[which % len(self.awards)]

        def standing() -> list[int]:
            of = ("award", award)
            return [id for id, each in self.model.payments.items() if each.of == of and not each.voided]

        if not standing() and (order := self.approved(which)) is not None:
            self.do(self.paying(order, TELLERS[0]))
        return next(iter(standing()), None)

    # --- what is answered ---

    def do(self, act: Act) -> None:
        """One thing: it happens, or is refused for a reason that the model knows; then it is read back."""
        if act.path.startswith(f"/orders/{NO_ORDER}/"):
            return
        [answer] = self.office.run(self._asked(act))
        self.judged(self.model, act, answer)
        self.compare(self.model)

    def do_at_once(self, *acts: Act) -> None:
        """Two things at once: it is as if one of them had been first."""
        both = list(zip(acts, self.office.run(self._asked(*acts)), strict=True))
        why: list[AssertionError] = []
        for order in (both, both[::-1]):
            model = deepcopy(self.model)
            try:
                for act, answer in order:
                    self.judged(model, act, answer)
                self.compare(model)
            except AssertionError as error:
                why.append(error)
                continue
            self.model = model
            return
        raise AssertionError(f"as if neither had been first: {why}")

    def at_once_under_one_key(self, act: Act, times: int) -> None:
        answers = self.office.run(self._asked(*[act] * times, key=f"pay-{next(_references)}"))
        assert len({answer.body for answer in answers}) == 1, [answer.body for answer in answers]
        self.judged(self.model, act, answers[0])
        self.compare(self.model)

    def judged(self, model: Money, act: Act, answer: Answer) -> None:
        made = int(answer.json().get("id", 0)) if answer.status == 201 else 0
        reasons = act.judge(model, made)
        fits = answer.status < 300 and not reasons
        refused = 400 <= answer.status < 500 and bool(reasons) and answer.kind in reasons
        assert fits or refused, f"{act.by} {act.path}: {answer.status} {answer.body!r}, ought to be {reasons}"
        if fits and act.path == "/calls" and made not in self.calls:
            self.calls.append(made)
        if fits:
            self.office.happened += 1
        else:
            self.office.refused += 1

    async def _asked(self, *acts: Act, key: str | None = None) -> list[Answer]:
        stated = {} if key is None else {"key": key}
        return await asyncio.gather(
            *(self.office.ask(act.by, "POST", act.path, act.body, **act.stated, **stated) for act in acts)
        )

    def compare(self, model: Money) -> None:
        told, ought = self.office.run(self._told(model)), self._ought(model)
        self.sound = told == ought
        assert told == ought, f"{told} and ought to be {ought}"

    async def _told(self, model: Money) -> dict[str, Any]:
        fund = await self.office.read(f"/funds/{self.fund}")
        rows = await self.office.connection.fetch(_ORDERS, self.fund)
        standing = {name: fund[name] for name in model.stands()}
        return {
            "stands": standing,
            "wrong": await reconciled.wrong(self.office.connection, self.fund),
            "orders": {row["id"]: tuple(row)[1:] for row in rows},
            "refunds": {row[0]: tuple(row)[1:] for row in await self.office.connection.fetch(_REFUNDS, self.fund)},
            **{kind: await self._stand(kind) for kind in ("award", "assistance")},
        }

    def _ought(self, model: Money) -> dict[str, Any]:
        return _ought(model)

    async def _stand(self, kind: str) -> dict[int, tuple[Decimal, ...]]:
        rows = await self.office.connection.fetch(_STAND.format(kind=kind), self.fund)
        return {row[0]: tuple(row)[1:] for row in rows}


_ORDERS = """
SELECT made.id, made.recorded_by, checked.recorded_by AS checked_by, approved.recorded_by AS approved_by,
    made.voided_at IS NOT NULL AS voided,
    (SELECT count(*) FROM payments WHERE order_id = made.id AND voided_at IS NULL) AS payments
FROM orders AS made LEFT JOIN order_checks AS checked ON checked.order_id = made.id
LEFT JOIN order_approvals AS approved ON approved.order_id = made.id WHERE made.fund_id = $1
"""
_REFUNDS = """
SELECT stated.id, stated.recorded_by, checked.recorded_by AS checked_by, confirmed.recorded_by AS confirmed_by,
    stated.voided_at IS NOT NULL AS voided
FROM refunds AS stated LEFT JOIN refund_checks AS checked ON checked.refund_id = stated.id
LEFT JOIN refund_confirmations AS confirmed ON confirmed.refund_id = stated.id WHERE stated.fund_id = $1
"""
_STAND = """
SELECT account.{kind}_id, max(balance.amount) FILTER (WHERE account.standing = 'committed'),
    max(balance.amount) FILTER (WHERE account.standing = 'disbursed'),
    max(balance.amount) FILTER (WHERE account.standing = 'returned')
FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
WHERE account.fund_id = $1 AND account.{kind}_id IS NOT NULL GROUP BY account.{kind}_id
"""


def _ought(model: Money) -> dict[str, Any]:
    paid = [each.order for each in model.paid()]
    return {
        "stands": _stands(model),
        "wrong": {},
        "orders": {
            id: (*map(_named, (each.made_by, each.checked_by, each.approved_by)), each.voided, paid.count(id))
            for id, each in model.orders.items()
        },
        "refunds": {
            id: (*map(_named, (each.made_by, each.checked_by, each.approved_by)), each.voided)
            for id, each in model.refunds.items()
        },
        "award": {id: (each.committed, each.disbursed, each.returned) for id, each in model.awards.items()},
        "assistance": {id: (each.committed, each.disbursed, each.returned) for id, each in model.assistances.items()},
    }


def _stands(model: Money) -> dict[str, str]:
    return {name: f"{amount:.2f}" for name, amount in model.stands().items()}


def _named(who: str | None) -> str | None:
    return None if who is None else f"staff:{who}"


def _is_of(order: Order, award: int, tranche: int) -> bool:
    return (order.of, order.part, order.voided) == (("award", award), tranche, False)
