"""Reports of banks and what people find: what is settled is paid once, whatever comes twice, late or out of order."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from itertools import count, permutations
from pathlib import Path
from typing import Any

import httpx
import pytest
from bank import report
from books import payment
from callers import HEADER, Caller, Running, mandate, mint, refusal, require_made, waiting
from callers import KEY as SERVICE_KEY
from committee import call, owner
from sites import WORK, workday
from stepping import Killed
from test_grants_files import within
from treasury import Treasury

from services.grants.paying.reports import rules as reports
from services.grants.paying.reports import taking
from services.grants.paying.settlements import rules as settlements
from shared.callers import DatasetName, Role, Service
from shared.database import open_database
from shared.days import today
from shared.disclosure import HEADER as DISCLOSED
from shared.disclosure import Disclosed
from shared.jobs import doing
from shared.jobs.running import Job


class Cashier(Treasury):
    """The treasury, and the bank that answers it."""

    async def told(self, content: bytes, by: str = "Noor") -> httpx.Response:
        asked = mandate(Service.GRANTS, Role.FINANCE_APPROVER, caller=by)
        headers = {HEADER: mint(asked, SERVICE_KEY), "content-type": "application/xml"}
        return await self.service.client.post("/reports", content=content, headers=headers)

    async def message(self, batch: int) -> str:
        return str(require_made(await self.monitor.get(f"/batches/{batch}"))["message_id"])

    async def state(self, instruction: int) -> str:
        return str(require_made(await self.monitor.get(f"/instructions/{instruction}"))["state"])

    async def reconciled(self, batch: int) -> dict[str, Any]:
        return require_made(await self.monitor.get(f"/batches/{batch}/reconciliation"))

    async def given_up(self, order: int) -> tuple[int, int, bytes]:
        """An order that a bank was sent and rejected: the number of the batch and of the instruction, and the report by
        which the bank says that it went after all."""
        batch = await self.sent(order)
        instruction, message = await self.instruction(order), await self.message(batch)
        require_made(await self.told(report(message, whole="RJCT")))
        return batch, instruction["id"], report(message, (instruction["end_to_end_id"], "ACSC", None))

    async def found(self, instruction: int, outcome: str) -> dict[str, Any]:
        """What two people found became of an instruction."""
        body = {"outcome": outcome, "statement": "ST-1", "on_day": today().isoformat()}
        path = f"/instructions/{instruction}"
        require_made(await self.approver("Salim").post(f"{path}/resolve", body))
        assert refusal(await self.approver("Salim").post(f"{path}/confirm")) == (403, "same-person", None)
        return require_made(await self.approver("Noor").post(f"{path}/confirm"))


@pytest.fixture
async def cashier(grants: Running) -> Cashier:
    opened = Cashier(grants)
    await opened.opened()
    return opened


async def test_what_is_settled_is_paid_once_and_what_was_rejected_is_tried_again_under_its_reference(
    cashier: Cashier,
) -> None:
    first, second = await cashier.owed("4000.00", "3000.00")
    batch = await cashier.sent(first, second)
    message = await cashier.message(batch)
    one, two = [await cashier.instruction(order) for order in (first, second)]
    assert (one["state"], (await cashier.reconciled(batch))["reconciled"]) == ("sent", False)
    content = report(
        message, (one["end_to_end_id"], "ACSC", None), (two["end_to_end_id"], "RJCT", "AC04"), ("x", "ACSC", None)
    )
    taken = require_made(await cashier.told(content))
    assert (taken["transactions"], taken["unmatched"]) == (2, ["x"])
    again = await asyncio.gather(*(cashier.told(content) for _ in range(3)))
    assert [require_made(each) for each in again] == [taken] * 3
    assert (await cashier.stands())["disbursed"] == "4000.00"
    [paid] = await cashier.rows("SELECT reference, amount FROM payments")
    assert paid["reference"] == one["end_to_end_id"]
    told = require_made(await cashier.monitor.get(f"/instructions/{two['id']}"))
    assert (told["state"], told["reason"], told["ended"]) == ("rejected", "AC04", None)
    view = await cashier.reconciled(batch)
    assert (view["settled"], view["disbursed"], view["difference"]) == ("4000.00", "4000.00", "0.00")
    assert (view["reconciled"], view["control_sum"]) == (True, "7000.00")
    assert refusal(await cashier.finance.post(f"/orders/{second}/pay", payment())) == (409, "in-a-batch", None)

    another = await cashier.sent(second)
    three = await cashier.instruction(second)
    assert (three["after"], three["end_to_end_id"]) == (two["id"], two["end_to_end_id"])
    ended = await cashier.rows(
        "SELECT data FROM outbox WHERE type = 'instruction.ended' AND subject = $1", str(two["id"])
    )
    assert len(ended) == 1
    assert await cashier.message(another) != message
    assert refusal(await cashier.put(await cashier.begun(), second)) == (409, "in-a-batch", "orders")
    require_made(await cashier.told(report(await cashier.message(another), (three["end_to_end_id"], "ACCC", None))))
    assert (await cashier.stands())["disbursed"] == "7000.00"
    # The bank says of the first attempt that it went after all: nothing is paid twice, and somebody has to look.
    require_made(await cashier.told(report(message, (two["end_to_end_id"], "ACSC", None))))
    assert await cashier.state(two["id"]) == "contradicted"
    assert (await cashier.stands())["disbursed"] == "7000.00"
    [pending] = (await cashier.reconciled(batch))["pending"]
    assert (pending["instruction_id"], pending["disbursed"]) == (two["id"], "0.00")
    assert (await cashier.reconciled(another))["reconciled"] is True
    assert (await cashier.found(two["id"], "rejected"))["state"] == "rejected"
    assert (await cashier.stands())["disbursed"] == "7000.00"
    assert (await cashier.reconciled(batch))["reconciled"] is True


async def test_a_reference_that_a_bank_was_told_is_of_no_other_payment(cashier: Cashier) -> None:
    first, other = await cashier.owed("4000.00", "3000.00")
    batch = await cashier.sent(first)
    taken = payment(reference=(await cashier.instruction(first))["end_to_end_id"])
    assistance = await cashier.assisted(fund_id=None, phase_id=None)
    body = {"assistance_id": assistance, "amount": "1.00", "currency": "USD"} | taken
    for path, stated in ((f"/orders/{other}/pay", taken), ("/payments", body)):
        assert refusal(await cashier.finance.post(path, stated)) == (409, "reference-used", "reference")
    require_made(await cashier.told(report(await cashier.message(batch), whole="ACSC")))
    assert (await cashier.stands())["disbursed"] == "4000.00"


async def test_an_attempt_that_was_given_up_and_went_after_all_pays_its_order_and_nothing_else_does(
    cashier: Cashier,
) -> None:
    (order,) = await cashier.owed("4000.00")
    batch, one, after_all = await cashier.given_up(order)
    again = await cashier.closed(order)
    require_made(await cashier.told(after_all))

    async def refused_everywhere() -> None:
        assert refusal(await cashier.put(await cashier.begun(), order)) == (409, "may-be-paid", "orders")
        assert refusal(await cashier.finance.post(f"/orders/{order}/pay", payment())) == (409, "in-a-batch", None)
        assert refusal(await cashier.finance.void(f"/orders/{order}")) == (409, "in-a-batch", None)

    assert await cashier.state(one) == "contradicted"
    assert refusal(await cashier.approver("Salim").post(f"/batches/{again}/approve")) == (409, "may-be-paid", None)
    require_made(await cashier.finance.void(f"/batches/{again}"))
    await refused_everywhere()
    assert await cashier.rows("SELECT id FROM payments") == []

    found = await cashier.found(one, "settled")
    assert (found["state"], found["ended"]) == ("settled", "rejected")
    assert (await cashier.stands())["disbursed"] == "4000.00"
    assert (await cashier.reconciled(batch))["reconciled"] is True
    [paid] = await cashier.rows("SELECT id FROM payments")
    in_a_batch = (409, "paid-in-a-batch", None)
    assert refusal(await cashier.finance.void(f"/payments/{paid['id']}")) == in_a_batch
    await cashier.found(one, "rejected")
    assert (await cashier.stands()).get("disbursed") is None
    assert (await cashier.reconciled(batch))["reconciled"] is True


async def test_a_batch_that_was_approved_is_not_sent_while_an_earlier_attempt_may_have_gone(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    batch, one, after_all = await cashier.given_up(order)
    again = await cashier.agreed(order)
    require_made(await cashier.told(after_all))
    assert refusal(await cashier.finance.post(f"/batches/{again}/send")) == (409, "may-be-paid", None)
    await cashier.found(one, "rejected")
    require_made(await cashier.finance.post(f"/batches/{again}/send"))
    require_made(await cashier.told(report(await cashier.message(again), whole="ACSC")))
    assert (await cashier.stands())["disbursed"] == "4000.00"
    assert [(await cashier.reconciled(each))["reconciled"] for each in (batch, again)] == [True, True]


async def test_an_order_that_a_bank_rejected_is_not_taken_back_before_two_people_found_that_it_did_not_go(
    cashier: Cashier,
) -> None:
    tranche, other = await cashier.owed("4000.00", "3000.00")
    _, one, after_all = await cashier.given_up(tranche)
    again = await cashier.begun()
    require_made(await cashier.put(again, tranche))
    require_made(await cashier.finance.void(f"/batches/{again}"))
    assert refusal(await cashier.finance.void(f"/orders/{tranche}")) == (409, "in-a-batch", None)
    assert (await cashier.found(one, "rejected"))["ended"] == "rejected"
    require_made(await cashier.finance.void(f"/orders/{tranche}"))
    # It went after all, though two people had found otherwise: what was ordered anew is passed over, and nothing else.
    [award] = {row["award_id"] for row in await cashier.rows("SELECT award_id FROM orders")}
    batch = await cashier.sent(await cashier.approved(award, 1), other)
    require_made(await cashier.told(after_all))
    await cashier.found(one, "settled")
    require_made(await cashier.told(report(await cashier.message(batch), whole="ACSC")))
    assert await paid(cashier) == [tranche, other]
    assert (await cashier.stands())["disbursed"] == "7000.00"
    assert (await cashier.reconciled(batch))["reconciled"] is False


async def test_a_bank_that_paid_twice_is_told_by_what_does_not_reconcile(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    batch, one, after_all = await cashier.given_up(order)
    again = await cashier.sent(order)
    require_made(await cashier.told(after_all))
    await cashier.found(one, "settled")
    assert (await cashier.stands())["disbursed"] == "4000.00"
    require_made(await cashier.told(report(await cashier.message(again), whole="ACSC")))
    assert (await cashier.stands())["disbursed"] == "4000.00"
    assert (await cashier.reconciled(batch))["reconciled"] is True
    [pending] = (await cashier.reconciled(again))["pending"]
    assert (pending["state"], pending["control_sum"], pending["disbursed"]) == ("settled", "4000.00", "0.00")


async def test_grants_and_assistance_are_paid_together_each_from_what_was_committed_to_it(cashier: Cashier) -> None:
    tranches = await cashier.owed("4000.00", "3000.00")
    assistance = await cashier.assisted("1500.00")
    await cashier.confirmed(assistance_id=assistance)
    parts = [
        await cashier.part_ordered(assistance, amount, part) for part, amount in enumerate(("600.00", "250.00"), 1)
    ]
    batch = await cashier.sent(*tranches, *parts)
    require_made(await cashier.told(report(await cashier.message(batch), whole="ACSC")))
    rows = await cashier.rows(
        "SELECT payment.order_id, account.standing, account.assistance_id, entry.amount"
        " FROM payments AS payment JOIN postings AS posting ON posting.payment_id = payment.id"
        " JOIN entries AS entry ON entry.posting_id = posting.id JOIN accounts AS account ON account.id = account_id"
        " ORDER BY payment.order_id, account.standing"
    )
    amounts = ("4000.00", "3000.00", "600.00", "250.00")
    whose = (None, None, assistance, assistance)
    assert [tuple(row.values()) for row in rows] == [
        (order, standing, of, Decimal(sign + amount))
        for order, of, amount in zip((*tranches, *parts), whose, amounts, strict=True)
        for standing, sign in (("committed", "-"), ("disbursed", ""))
    ]
    assert (await cashier.stands())["disbursed"] == "7850.00"
    assert (await cashier.reconciled(batch))["reconciled"] is True


@pytest.mark.parametrize("which", range(6))
async def test_reports_in_any_order_leave_an_instruction_in_the_same_state(cashier: Cashier, which: int) -> None:
    (order,) = await cashier.owed("4000.00")
    batch = await cashier.sent(order)
    message, instruction = await cashier.message(batch), await cashier.instruction(order)
    reference = instruction["end_to_end_id"]
    contents = [report(message, whole="ACTC"), *(report(message, (reference, each, None)) for each in ("ACSC", "RJCT"))]
    for content in list(permutations(contents))[which]:
        require_made(await cashier.told(content))
    assert await cashier.state(instruction["id"]) == "contradicted"
    assert refusal(await cashier.put(await cashier.begun(), order))[1] in {"in-a-batch", "paid-already"}
    for payment_id in await paid_by(cashier):
        assert refusal(await cashier.finance.void(f"/payments/{payment_id}")) == (409, "paid-in-a-batch", None)
    assert (await cashier.found(instruction["id"], "settled" if which % 2 else "rejected"))["ended"] is None
    assert (await cashier.stands()).get("disbursed") == ("4000.00" if which % 2 else None)
    assert (await cashier.reconciled(batch))["reconciled"] is True


async def test_two_banks_that_report_on_the_same_awards_at_once_are_both_heard(cashier: Cashier) -> None:
    one, other = [(await cashier.payable("1.00", "2.00", number=number))[1] for number in (71, 72)]
    for award in (one, other):
        (row,) = await cashier.rows("SELECT enterprise_id FROM awards WHERE id = $1", award)
        await cashier.confirmed(enterprise_id=row["enterprise_id"])
    orders = [await cashier.approved(*of) for of in ((one, 1), (other, 1), (other, 2), (one, 2))]
    batches = [await cashier.sent(*orders[place::2]) for place in range(2)]
    contents = [report(await cashier.message(batch), whole="ACSC") for batch in batches]
    async with cashier.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM orders WHERE id = ANY ($1) FOR UPDATE", orders[2:])
            telling = asyncio.gather(*(cashier.told(content) for content in contents))
            await waiting(connection, 2)
        for answer in await telling:
            require_made(answer)
    for batch in batches:
        assert (await cashier.reconciled(batch))["reconciled"] is True


async def test_who_puts_orders_into_a_batch_waits_for_no_report_on_the_same_awards_in_a_ring(cashier: Cashier) -> None:
    one, other = [(await cashier.payable("1.00", "2.00", number=number))[1] for number in (71, 72)]
    for award in (one, other):
        (row,) = await cashier.rows("SELECT enterprise_id FROM awards WHERE id = $1", award)
        await cashier.confirmed(enterprise_id=row["enterprise_id"])
    reported = await cashier.sent(*[await cashier.approved(award, 1) for award in (one, other)])
    content = report(await cashier.message(reported), whole="ACSC")
    orders = [await cashier.approved(award, 2) for award in (other, one)]
    begun = await cashier.begun()
    async with cashier.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM awards WHERE id = $1 FOR UPDATE", one)
            telling = asyncio.create_task(cashier.told(content))
            await waiting(connection, 1)
            putting = asyncio.create_task(cashier.put(begun, *orders))
            await waiting(connection, 2)
        for answer in (await telling, await putting):
            require_made(answer)
    assert (await cashier.reconciled(reported))["reconciled"] is True


async def test_without_a_word_nothing_is_tried_again_before_two_people_looked(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    batch = await cashier.sent(order)
    instruction = await cashier.instruction(order)
    assert refusal(await cashier.put(await cashier.begun(), order)) == (409, "in-a-batch", "orders")
    path = f"/instructions/{instruction['id']}"
    assert refusal(await cashier.finance.post(f"{path}/confirm")) == (409, "nothing-proposed", None)
    await cashier.found(instruction["id"], "rejected")
    require_made(await cashier.put(await cashier.begun(), order))
    require_made(await cashier.told(report(await cashier.message(batch), whole="ACSC")))
    assert await cashier.state(instruction["id"]) == "contradicted"
    assert await cashier.rows("SELECT id FROM payments") == []


async def test_what_one_found_before_others_agreed_on_something_else_is_not_confirmed_any_more(
    cashier: Cashier,
) -> None:
    (order,) = await cashier.owed("4000.00")
    await cashier.sent(order)
    path = f"/instructions/{(await cashier.instruction(order))['id']}"
    body = {"outcome": "rejected", "statement": "ST-1", "on_day": today().isoformat()}
    require_made(await cashier.approver("Salim").post(f"{path}/resolve", body))
    require_made(await cashier.approver("Noor").post(f"{path}/resolve", body | {"outcome": "settled"}))
    told = require_made(await cashier.approver("Salim").post(f"{path}/confirm"))
    assert (told["state"], told["outcome"], told["proposed_by"]) == ("settled", None, None)
    assert refusal(await cashier.approver("Noor").post(f"{path}/confirm")) == (409, "nothing-proposed", None)
    assert (await cashier.stands())["disbursed"] == "4000.00"


async def test_a_report_on_what_nobody_sent_or_that_is_none_is_refused_and_nothing_is_written(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    batch = await cashier.closed(order)
    message = await cashier.message(batch)
    for content, refused in (
        (report("0" * 32, whole="ACSC"), (404, "unknown-message", "OrgnlMsgId")),
        (report(message, whole="ACSC"), (404, "unknown-message", "OrgnlMsgId")),
        (b"<!DOCTYPE x>" + report(message, whole="ACSC"), (422, "xml-refused", None)),
        (b"<Document/>", (422, "not-a-report", None)),
    ):
        assert refusal(await cashier.told(content)) == refused
    assert (await cashier.told(b"<" * (11 * 1024 * 1024))).status_code == 413
    assert await cashier.rows("SELECT id FROM reports") == []


async def test_who_signs_on_a_list_is_paid_and_what_nobody_signed_for_is_handed_back(cashier: Cashier) -> None:
    first, second = await cashier.owed("4000.00", "3000.00", means="cash")
    batch = await cashier.sent(first, second, means="cash")
    one, two = [(await cashier.instruction(order))["id"] for order in (first, second)]
    signed = {"signed_by": "Amina", "signed_on": today().isoformat(), "sheet": "CL-1"}
    hala, salim = cashier.approver("Hala"), cashier.approver("Salim")
    assert refusal(await hala.post(f"/instructions/{one}/sign", signed)) == (403, "same-person", None)
    assert require_made(await salim.post(f"/instructions/{one}/sign", signed))["state"] == "settled"
    assert refusal(await salim.post(f"/instructions/{one}/sign", signed)) == (409, "signed-already", None)
    assert refusal(await salim.post(f"/instructions/{one}/hand-back")) == (409, "not-pending", None)
    assert (await cashier.stands())["disbursed"] == "4000.00"
    assert require_made(await salim.post(f"/instructions/{two}/hand-back"))["ended"] == "handed_back"
    assert refusal(await salim.post(f"/instructions/{two}/sign", signed)) == (409, "not-pending", None)
    view = await cashier.reconciled(batch)
    assert (view["settled"], view["disbursed"], view["pending"]) == ("4000.00", "4000.00", [])
    require_made(await cashier.put(await cashier.begun("cash"), second))


async def test_the_list_of_an_approved_batch_has_a_line_to_sign_for_each_and_says_whom_it_tells_of(
    cashier: Cashier,
) -> None:
    orders = await cashier.owed("4000.00", "3000.00", means="cash")
    closed = await cashier.closed(*orders, means="cash")
    by_bank = await cashier.sent(*await cashier.owed("2000.00", number=72))
    assert refusal(await cashier.finance.get(f"/batches/{closed}/list")) == (409, "not-approved", None)
    assert refusal(await cashier.finance.get(f"/batches/{by_bank}/list")) == (409, "paid-by-a-bank", None)
    for name in ("Salim", "Noor"):
        require_made(await cashier.approver(name).post(f"/batches/{closed}/approve"))
    page = await cashier.finance.get(f"/batches/{closed}/list")
    assert page.status_code == 200, page.text
    for order, amount in zip(orders, ("4000.00 USD", "3000.00 USD"), strict=True):
        line = page.text.partition(f'<th scope="row">{(await cashier.instruction(order))["id"]}</th>')[2]
        assert amount in line.partition("</tr>")[0]
    assert "7000.00 USD, 2 payments" in page.text
    disclosed = Disclosed.model_validate_json(page.headers[DISCLOSED])
    assert disclosed.dataset == DatasetName.PARTIES
    assert disclosed.fields == ("name", "exchange_house")


SCAN = b"%PDF-1.7\nA scan of a signed list"


async def scanned(cashier: Cashier, batch: int, by: Caller | None = None) -> httpx.Response:
    headers = (by or cashier.finance)._headers() | {"content-type": "application/pdf"}
    return await cashier.service.client.post(f"/batches/{batch}/files", content=SCAN, headers=headers)


async def test_a_signed_list_opens_to_finance_in_the_whole_country_and_says_whom_it_tells_of(cashier: Cashier) -> None:
    batch = await cashier.sent(*await cashier.owed("4000.00", "3000.00", means="cash"), means="cash")
    made = require_made(await scanned(cashier, batch))
    assert (made["batch_id"], made["enterprise_id"], made["delivery_id"]) == (batch, None, None)
    path = f"/files/{made['id']}"
    told = await cashier.finance.get(f"{path}/content")
    assert told.content == SCAN
    listed = await cashier.finance.get(f"/batches/{batch}/list")
    whom = [Disclosed.model_validate_json(answer.headers[DISCLOSED]).people for answer in (listed, told)]
    assert whom[0] == whom[1] != ()
    [each] = require_made(await cashier.finance.get("/files", batch_id=str(batch)))["items"]
    assert each == made

    near = cashier.service.caller(Role.FINANCE_APPROVER, areas=("IQG15",))
    for refused in (near.get(path), near.get(f"{path}/content")):
        assert refusal(await refused) == (404, "not-found", None)
    assert refusal(await scanned(cashier, batch, near)) == (403, "outside-area", None)
    for role in (Role.GRANTS_OFFICER, Role.COMMITTEE_MEMBER):
        answer = await cashier.service.caller(role).get(f"{path}/content")
        assert refusal(answer) == (403, "not-your-role", None)
    assert refusal(await scanned(cashier, batch, cashier.service.caller(Role.GRANTS_OFFICER)))[1] == "not-your-role"

    require_made(await cashier.service.caller(Role.GRANTS_OFFICER).void(path))
    assert refusal(await cashier.finance.get(f"{path}/content")) == (404, "not-found", None)
    assert require_made(await cashier.finance.get("/files", batch_id=str(batch)))["items"] == []


async def test_only_a_batch_that_has_a_list_has_a_scan_of_one(cashier: Cashier, tmp_path: Path) -> None:
    closed = await cashier.closed(*await cashier.owed("4000.00", means="cash"), means="cash")
    by_bank = await cashier.sent(*await cashier.owed("2000.00", number=72))
    before = within(tmp_path)
    for batch, refused in ((closed, "not-approved"), (by_bank, "paid-by-a-bank")):
        assert refusal(await scanned(cashier, batch)) == (409, refused, None)
    assert within(tmp_path) == before


async def settled(cashier: Cashier, orders: list[int]) -> int:
    """A report that all of a batch went, of which a job is asked for; gives the number of the batch."""
    batch = await cashier.sent(*orders)
    told = report(await cashier.message(batch), whole="ACSC")
    require_made(await cashier.told(told))
    require_made(await cashier.told(told))
    return batch


async def paid_by(cashier: Cashier) -> list[int]:
    """The numbers of the payments that stand."""
    return [row["id"] for row in await cashier.rows("SELECT id FROM payments WHERE voided_at IS NULL")]


async def paid(cashier: Cashier) -> list[int]:
    """The orders that are paid, each as often as it is."""
    standing = "SELECT order_id FROM payments WHERE voided_at IS NULL ORDER BY order_id"
    return [row["order_id"] for row in await cashier.rows(standing)]


async def test_a_job_to_take_a_report_is_asked_for_by_those_who_reach_it(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    batch = await cashier.sent(order)
    taken = require_made(await cashier.told(report(await cashier.message(batch), whole="ACSP")))
    asked = {"kind": "take-report", "parameters": {"report_id": taken["id"]}}
    others = cashier.service.caller(Role.FINANCE_APPROVER, projects=("JPN-2",))
    assert refusal(await others.post("/jobs", asked)) == (404, "not-found", None)
    require_made(await cashier.finance.post("/jobs", asked))


@pytest.mark.parametrize("at", ["said", "paid", "written"])
async def test_a_report_pays_all_its_orders_once_however_often_its_worker_is_killed(
    cashier: Cashier, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr(settlements, "AT_ONCE", 2)
    monkeypatch.setattr(reports, "MOST_IN_A_REQUEST", 1)
    orders = await cashier.owed(*["1000.00"] * 5)
    batch = await settled(cashier, orders)
    [asked] = await cashier.rows("SELECT id FROM jobs")
    assert await paid(cashier) == []
    database = await open_database(cashier.service.url)
    kind = cashier.service.app.state.kinds["take-report"]
    calls = count()

    def dying(module: Any, name: str, *, after: bool) -> None:
        """Some of the first times that this is called its worker dies, before or after it did it."""
        real = getattr(module, name)

        async def call(*arguments: Any, **stated: Any) -> Any:
            if after:
                done = await real(*arguments, **stated)
            if next(calls) in {0, 2, 3}:
                raise Killed
            return done if after else await real(*arguments, **stated)

        monkeypatch.setattr(module, name, call)

    places = {"said": (taking, "say_some"), "paid": (settlements, "settle"), "written": (Job, "advance")}
    dying(*places[at], after=at != "written")
    died = 0
    while True:
        try:
            assert await doing.do(database, kind, asked["id"], lambda: False) is None
            break
        except Killed:
            died += 1
    assert died > 1
    assert await paid(cashier) == orders
    assert (await cashier.stands())["disbursed"] == "5000.00"
    statuses = await cashier.rows("SELECT instruction_id FROM instruction_statuses")
    assert len(statuses) == len({row["instruction_id"] for row in statuses}) == 5
    assert (await cashier.reconciled(batch))["reconciled"] is True
    [ended] = await cashier.rows("SELECT state, done FROM jobs")
    assert (ended["state"], ended["done"]) == ("done", 5)
    await database.close()


@pytest.mark.parametrize("first", ["confirmed", "reported"])
@pytest.mark.parametrize("by", ["job", "request"])
async def test_what_two_people_find_while_a_report_is_paid_is_paid_no_more(
    cashier: Cashier, monkeypatch: pytest.MonkeyPatch, first: str, by: str
) -> None:
    orders = await cashier.owed("1000.00", "2000.00")
    batch = await cashier.sent(*orders)
    instruction = (await cashier.instruction(orders[0]))["id"]
    path, body = f"/instructions/{instruction}", {"statement": "ST-1", "on_day": today().isoformat()}
    require_made(await cashier.approver("Salim").post(f"{path}/resolve", body | {"outcome": "rejected"}))
    content = report(await cashier.message(batch), whole="ACSC")
    if by == "job":
        monkeypatch.setattr(reports, "MOST_IN_A_REQUEST", 1)
        require_made(await cashier.told(content))
    asked = await cashier.rows("SELECT id FROM jobs")
    database, kind = await open_database(cashier.service.url), cashier.service.app.state.kinds["take-report"]

    async def confirmed() -> None:
        require_made(await cashier.approver("Noor").post(f"{path}/confirm"))

    async def reported() -> None:
        if asked:
            assert await doing.do(database, kind, asked[0]["id"], lambda: False) is None
        else:
            require_made(await cashier.told(content))

    acts = (confirmed, reported) if first == "confirmed" else (reported, confirmed)
    async with cashier.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM orders WHERE id = $1 FOR UPDATE", orders[0])
            both = []
            for act in acts:
                both.append(asyncio.create_task(act()))
                await waiting(connection, len(both))
        await asyncio.gather(*both)
    await database.close()
    assert await paid(cashier) == orders[1:]
    assert await cashier.state(instruction) == "contradicted"


async def test_money_that_went_while_its_grant_was_suspended_is_paid(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    batch = await cashier.sent(order)
    await cashier.step(await application_of(cashier, order), "suspend", reason="insecurity")
    require_made(await cashier.told(report(await cashier.message(batch), whole="ACSC")))
    assert (await cashier.stands())["disbursed"] == "4000.00"
    assert (await cashier.reconciled(batch))["reconciled"] is True


async def test_money_that_went_while_its_grant_was_ended_is_paid_when_two_people_found_that_it_went(
    cashier: Cashier,
) -> None:
    (order,) = await cashier.owed("40000.00")
    batch = await cashier.sent(order)
    await cashier.step(await application_of(cashier, order), "terminate", reason="breach")
    require_made(await cashier.told(report(await cashier.message(batch), whole="ACSC")))
    assert await paid(cashier) == []
    assert (await cashier.reconciled(batch))["difference"] == "40000.00"
    one = (await cashier.instruction(order))["id"]
    path = f"/instructions/{one}"
    # What the call released others were given in part; the fund has as much, until another call is allotted it.
    await cashier.awarded(72, "11000.00")
    other = require_made(await cashier.officer().post("/calls", call(cashier.fund)))["id"]
    found = {"outcome": "settled", "statement": "ST-1", "on_day": today().isoformat()}
    require_made(await cashier.approver("Salim").post(f"{path}/resolve", found))
    assert refusal(await cashier.approver("Noor").post(f"{path}/confirm")) == (409, "given-to-others", None)
    require_made(await cashier.officer().void(f"/calls/{other}"))
    require_made(await cashier.approver("Noor").post(f"{path}/confirm"))
    assert await cashier.stands() == {"available": "49000.00", "committed": "11000.00", "disbursed": "40000.00"}
    assert (await cashier.reconciled(batch))["reconciled"] is True


async def assisted(cashier: Cashier, amount: str, **changes: Any) -> int:
    """An assistance whose recipient is paid to a confirmed account; gives its number."""
    assistance = await cashier.assisted(amount, **changes)
    await cashier.confirmed(assistance_id=assistance, name="Amina Al-Sinjari")
    return assistance


async def taken_back(cashier: Cashier, order: int) -> tuple[int, bytes]:
    """An order that a bank rejected and two people found not to have gone, and that is voided; the instruction, and the
    report by which the bank says that it went after all."""
    _, instruction, after_all = await cashier.given_up(order)
    require_made(await cashier.finance.void(f"/batches/{await cashier.closed(order)}"))
    await cashier.found(instruction, "rejected")
    require_made(await cashier.finance.void(f"/orders/{order}"))
    return instruction, after_all


async def test_what_went_after_all_beside_what_was_paid_instead_is_no_more_to_pay(cashier: Cashier) -> None:
    assistance = await assisted(cashier, "1500.00")
    instruction, after_all = await taken_back(cashier, await cashier.part_ordered(assistance, "1500.00"))
    instead = await cashier.part_ordered(assistance, "1500.00", 2)
    by_hand = require_made(await cashier.finance.post(f"/orders/{instead}/pay", payment()))["id"]
    require_made(await cashier.told(after_all))
    await cashier.found(instruction, "settled")
    stood = {"available": "47000.00", "allotted": "50000.00", "disbursed": "3000.00"}
    assert await cashier.stands() == stood
    require_made(await cashier.finance.void(f"/payments/{by_hand}"))
    assert await cashier.stands() == {"available": "48500.00", "allotted": "50000.00", "disbursed": "1500.00"}
    assert refusal(await cashier.finance.post(f"/orders/{instead}/pay", payment())) == (409, "overpaid", None)


async def test_what_went_after_all_is_in_the_books_on_no_day_on_which_it_was_not_committed(cashier: Cashier) -> None:
    approved_on = (today() - timedelta(days=20)).isoformat()
    assistance = await assisted(cashier, "1500.00", approved_on=approved_on)
    instruction, after_all = await taken_back(cashier, await cashier.part_ordered(assistance, "1500.00"))
    instead = await cashier.part_ordered(assistance, "1500.00", 2)
    between = (today() - timedelta(days=5)).isoformat()
    require_made(await cashier.finance.post(f"/orders/{instead}/pay", payment(paid_on=between)))
    require_made(await cashier.told(after_all))
    went_on = (today() - timedelta(days=10)).isoformat()
    found = {"outcome": "settled", "statement": "ST-1", "on_day": went_on}
    require_made(await cashier.approver("Salim").post(f"/instructions/{instruction}/resolve", found))
    require_made(await cashier.approver("Noor").post(f"/instructions/{instruction}/confirm"))
    expected = {
        went_on: ("1500.00", "97000.00"),
        between: ("0.00", "97000.00"),
        today().isoformat(): ("0.00", "47000.00"),
    }
    for day, stood in expected.items():
        [fund] = require_made(await cashier.monitor.get("/statements", until=day))["funds"]
        assert (fund["closing"]["committed"], fund["closing"]["available"]) == tuple(stood), day


async def test_what_was_ever_sent_for_an_assistance_keeps_it_from_being_voided(cashier: Cashier) -> None:
    assistance = await assisted(cashier, "1500.00")
    instruction, after_all = await taken_back(cashier, await cashier.part_ordered(assistance, "1500.00"))
    path = f"/assistances/{assistance}"
    assert refusal(await cashier.officer().void(path)) == (409, "money-was-sent", None)
    require_made(await cashier.officer().post(f"{path}/end", {"reason": "withdrawn"}))
    require_made(await cashier.told(after_all))
    await cashier.found(instruction, "settled")
    assert await cashier.stands() == {"available": "48500.00", "allotted": "50000.00", "disbursed": "1500.00"}


async def test_money_that_was_handed_back_keeps_no_assistance_from_being_voided(cashier: Cashier) -> None:
    assistance = await cashier.assisted("1500.00")
    await cashier.confirmed(assistance_id=assistance, name="Amina Al-Sinjari", means="cash")
    order = await cashier.part_ordered(assistance, "1500.00")
    await cashier.sent(order, means="cash")
    instruction = await cashier.instruction(order)
    path, found = f"/instructions/{instruction['id']}", {"statement": "ST-1", "on_day": today().isoformat()}
    require_made(await cashier.approver("Salim").post(f"{path}/resolve", found | {"outcome": "settled"}))
    require_made(await cashier.approver("Salim").post(f"{path}/hand-back"))
    assert refusal(await cashier.approver("Noor").post(f"{path}/confirm")) == (409, "not-pending", None)
    # By hand it is paid under another reference than that of the list.
    again = await cashier.finance.post(f"/orders/{order}/pay", payment(reference=instruction["end_to_end_id"]))
    assert refusal(again) == (409, "reference-used", "reference")
    require_made(await cashier.finance.void(f"/orders/{order}"))
    require_made(await cashier.officer().void(f"/assistances/{assistance}"))
    assert await cashier.stands() == {"available": "50000.00", "allotted": "50000.00"}


async def test_what_was_found_wrongly_after_others_were_given_it_is_taken_back_on_no_earlier_day(
    cashier: Cashier,
) -> None:
    long_ago, then = ((today() - timedelta(days=days)).isoformat() for days in (30, 20))
    assistance = await assisted(cashier, "30000.00", approved_on=long_ago)
    order = await cashier.part_ordered(assistance, "30000.00")
    await cashier.sent(order)
    require_made(await cashier.officer().post(f"/assistances/{assistance}/end", {"reason": "withdrawn"}))
    async with cashier.service.connection() as connection:  # it ended some days ago
        for change in (
            f"UPDATE postings SET booked_on = '{then}' WHERE kind = 'released'",
            f"UPDATE assistance_ends SET recorded_at = '{then}T12:00:00Z'",
        ):
            table = change.split()[1]
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            await connection.execute(change)
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    meanwhile = await cashier.assisted("40000.00", owner(62), approved_on=then)
    require_made(await cashier.officer().post(f"/assistances/{meanwhile}/end", {"reason": "withdrawn"}))
    instruction = (await cashier.instruction(order))["id"]
    for outcome in ("settled", "rejected"):
        await cashier.found(instruction, outcome)
    assert await cashier.stands() == {"available": "50000.00", "allotted": "50000.00"}
    for day in (then, today().isoformat()):
        [fund] = require_made(await cashier.monitor.get("/statements", until=day))["funds"]
        assert fund["closing"]["committed"] == ("40000.00" if day == then else "0.00"), day


async def worked(cashier: Cashier) -> tuple[int, int]:
    """Somebody worked for a day under an assistance, in a period that was confirmed, and the wage is ordered; the
    numbers of the assistance and the order."""
    days = {"starts_on": "2025-06-01", "ends_on": "2025-12-31"}
    site = WORK | days | {"project": "JPN-SDN-2025", "currency": "USD"}
    work = require_made(await cashier.officer().post("/works", site))["id"]
    assistance = await assisted(cashier, "90.00", modality="CFW", approved_on="2025-06-01")
    worker = {"work_id": work, "assistance_id": assistance}
    worker_id = require_made(await cashier.officer().post("/workers", worker))["id"]
    require_made(await cashier.officer().post("/workdays", workday(worker_id, "2025-06-02")))
    body = {"work_id": work, "begins_on": "2025-06-02", "ends_on": "2025-06-02"}
    period = require_made(await cashier.officer().post("/periods", body))["id"]
    require_made(await cashier.finance.post(f"/periods/{period}/confirm"))
    return assistance, await cashier.part_ordered(assistance, "18.00")


async def test_a_period_whose_wages_were_sent_is_not_closed_anew_to_pay_them_again(cashier: Cashier) -> None:
    assistance, order = await worked(cashier)
    [period] = [row["id"] for row in await cashier.rows("SELECT id FROM periods")]
    instruction, after_all = await taken_back(cashier, order)
    sent = (409, "money-was-sent", None)
    assert refusal(await cashier.officer().void(f"/periods/{period}")) == sent
    require_made(await cashier.told(after_all))
    await cashier.found(instruction, "settled")
    assert (await cashier.stands())["disbursed"] == "18.00"
    assert refusal(await cashier.officer().void(f"/periods/{period}")) == sent
    # Nobody worked, and the money has come back: nothing more is owed.
    await cashier.found(instruction, "rejected")
    require_made(await cashier.officer().post(f"/assistances/{assistance}/end", {"reason": "breach"}))
    assert await cashier.stands() == {"available": "50000.00", "allotted": "50000.00"}


async def test_a_wage_that_did_not_go_is_ordered_anew_after_the_end_or_ended_again(cashier: Cashier) -> None:
    assistance, order = await worked(cashier)
    _, instruction, after_all = await cashier.given_up(order)
    require_made(await cashier.finance.void(f"/batches/{await cashier.closed(order)}"))
    require_made(await cashier.told(after_all))
    await cashier.found(instruction, "settled")
    require_made(await cashier.officer().post(f"/assistances/{assistance}/end", {"reason": "completed"}))
    await cashier.found(instruction, "rejected")
    assert (await cashier.stands())["committed"] == "18.00"
    require_made(await cashier.finance.void(f"/orders/{order}"))
    anew = await cashier.part_ordered(assistance, "18.00")
    assert (
        refusal(await cashier.officer().post(f"/assistances/{assistance}/end", {"reason": "breach"}))[1] == "wages-owed"
    )
    require_made(await cashier.finance.void(f"/orders/{anew}"))
    require_made(await cashier.officer().post(f"/assistances/{assistance}/end", {"reason": "breach"}))
    assert await cashier.stands() == {"available": "50000.00", "allotted": "50000.00"}


async def test_who_signed_on_the_wrong_line_is_found_out_by_two_and_the_right_one_is_paid(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00", means="cash")
    batch = await cashier.sent(order, means="cash")
    one = (await cashier.instruction(order))["id"]
    signed = {"signed_by": "Amina Al-Sinjari", "signed_on": today().isoformat(), "sheet": "CL-1"}
    require_made(await cashier.approver("Salim").post(f"/instructions/{one}/sign", signed))
    [payment_id] = await cashier.rows("SELECT id FROM payments")
    by_hand = await cashier.finance.void(f"/payments/{payment_id['id']}")
    assert refusal(by_hand) == (409, "paid-in-a-batch", None)
    assert (await cashier.found(one, "rejected"))["state"] == "rejected"
    assert await paid(cashier) == []
    assert (await cashier.reconciled(batch))["reconciled"] is True
    again = await cashier.sent(order, means="cash")
    two = (await cashier.instruction(order))["id"]
    require_made(await cashier.approver("Salim").post(f"/instructions/{two}/sign", signed))
    assert await paid(cashier) == [order]
    assert [(await cashier.reconciled(each))["reconciled"] for each in (batch, again)] == [True, True]


async def test_nothing_pays_what_an_order_that_was_taken_back_has_paid(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    [row] = await cashier.rows("SELECT award_id FROM orders WHERE id = $1", order)
    batch, one, after_all = await cashier.given_up(order)
    second = await cashier.closed(order)
    require_made(await cashier.finance.void(f"/batches/{second}"))
    await cashier.found(one, "rejected")
    require_made(await cashier.finance.void(f"/orders/{order}"))
    anew = await cashier.approved(row["award_id"])
    approved = await cashier.agreed(anew)
    require_made(await cashier.told(after_all))
    may_be = (409, "may-be-paid", None)
    assert refusal(await cashier.approver("Noor").post(f"/batches/{approved}/send")) == may_be
    await cashier.found(one, "settled")
    assert await paid(cashier) == [order]
    assert refusal(await cashier.approver("Noor").post(f"/batches/{approved}/send")) == may_be
    require_made(await cashier.finance.void(f"/batches/{approved}"))
    assert refusal(await cashier.finance.post(f"/orders/{anew}/pay", payment())) == (409, "in-a-batch", None)
    require_made(await cashier.finance.void(f"/orders/{anew}"))
    assert (await cashier.reconciled(batch))["reconciled"] is True


async def test_what_a_bank_rejected_wrongly_of_a_grant_that_was_ended_is_found_out(cashier: Cashier) -> None:
    (order,) = await cashier.owed("4000.00")
    batch = await cashier.sent(order)
    require_made(await cashier.told(report(await cashier.message(batch), whole="RJCT")))
    await cashier.step(await application_of(cashier, order), "terminate", reason="breach")
    one, yesterday = (await cashier.instruction(order))["id"], today() - timedelta(days=1)
    slip = {"outcome": "settled", "statement": "ST-0", "on_day": today().isoformat()}
    found = slip | {"on_day": yesterday.isoformat(), "statement": "ST-1"}
    for name, body in (("Noor", slip), ("Salim", found)):
        require_made(await cashier.approver(name).post(f"/instructions/{one}/resolve", body))
    require_made(await cashier.approver("Noor").post(f"/instructions/{one}/confirm"))
    [told] = await cashier.rows("SELECT order_id, paid_on FROM payments")
    assert told == {"order_id": order, "paid_on": yesterday}  # as was confirmed, not as somebody said first
    assert (await cashier.reconciled(batch))["reconciled"] is True


async def application_of(cashier: Cashier, order: int) -> int:
    """The application for the grant that an order is to pay."""
    [row] = await cashier.rows(
        "SELECT application_id FROM awards JOIN orders ON orders.award_id = awards.id WHERE orders.id = $1", order
    )
    return int(row["application_id"])


async def test_an_order_that_is_not_to_be_paid_any_more_keeps_none_behind_it_from_being_paid(
    cashier: Cashier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settlements, "AT_ONCE", 1)
    (stopped,), (goes_on,) = await cashier.owed("1000.00", number=71), await cashier.owed("2000.00", number=72)
    batch = await cashier.sent(stopped, goes_on)
    await cashier.step(await application_of(cashier, stopped), "terminate", reason="breach")
    require_made(await cashier.told(report(await cashier.message(batch), whole="ACSC")))
    [asked] = await cashier.rows("SELECT id FROM jobs")
    database = await open_database(cashier.service.url)
    kind = cashier.service.app.state.kinds["take-report"]
    assert await doing.do(database, kind, asked["id"], lambda: False) is None
    await database.close()
    assert await paid(cashier) == [goes_on]
