"""Batches: orders that one person puts together, two others approve, and a bank is sent as a file of the standard."""

import asyncio
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import asyncpg
import pytest
from books import payment
from callers import Running, refusal, require_made
from committee import FUND, call
from lxml import etree
from treasury import BIC, IBAN, Treasury

from services.grants.paying.batches import rules as batches
from services.grants.paying.batches import sending
from services.grants.paying.messages.initiation import is_valid
from services.grants.paying.messages.schema import INITIATION, namespace
from shared import disclosure
from shared.callers import Role
from shared.database import open_database
from shared.days import today
from shared.errors import Conflict
from shared.jobs import doing, rules
from shared.write import writing

NAMES = {"m": namespace(INITIATION)}


@pytest.fixture
async def treasury(grants: Running) -> Treasury:
    opened = Treasury(grants)
    await opened.opened()
    return opened


async def test_a_batch_is_closed_by_its_maker_approved_by_two_others_and_sent_as_the_standard_says(
    treasury: Treasury,
) -> None:
    first, second = await treasury.owed("4000.00", "7000.55")
    (third,) = await treasury.owed("0.01", number=72, name="Um Ali's Dairy", iban=None, account="0012-345678-001")
    batch = await treasury.begun()
    require_made(await treasury.put(batch, second, first))
    shown = require_made(await treasury.put(batch, third))
    assert (shown["state"], shown["transactions"], shown["control_sum"]) == ("open", 3, "11000.56")
    hala, salim, noor = (treasury.approver(name) for name in ("Hala", "Salim", "Noor"))
    for name, act in ((salim, "approve"), (noor, "send")):
        answer = await name.post(f"/batches/{batch}/{act}")
        assert refusal(answer)[:2] == (409, "not-closed" if act == "approve" else "not-approved")
    assert require_made(await hala.post(f"/batches/{batch}/close"))["state"] == "closed"
    require_made(await salim.post(f"/batches/{batch}/approve"))
    assert refusal(await noor.post(f"/batches/{batch}/send")) == (409, "not-approved", None)
    assert refusal(await noor.get(f"/batches/{batch}/file")) == (404, "no-file", None)
    require_made(await noor.post(f"/batches/{batch}/approve"))
    shown = require_made(await salim.post(f"/batches/{batch}/send", key="once"))
    assert (shown["state"], shown["approved_by"]) == ("sent", ["staff:Salim", "staff:Noor"])
    assert require_made(await salim.post(f"/batches/{batch}/send", key="once")) == shown
    assert refusal(await noor.post(f"/batches/{batch}/send")) == (409, "sent-already", None)

    told = await noor.get(f"/batches/{batch}/file")
    again = await noor.get(f"/batches/{batch}/file")
    assert told.content == again.content
    assert (sha256(told.content).hexdigest(), len(told.content)) == (shown["sha256"], shown["size"])
    assert is_valid(BytesIO(told.content))
    document = etree.fromstring(told.content)

    def texts(path: str) -> list[str]:
        return [each.text or "" for each in document.findall(path, NAMES)]

    assert texts(".//m:NbOfTxs") == ["3", "3"]
    assert texts(".//m:CtrlSum") == ["11000.56", "11000.56"]
    assert texts(".//m:GrpHdr/m:MsgId") == [shown["message_id"]]
    amounts = texts(".//m:InstdAmt")
    assert (amounts, sum(map(Decimal, amounts))) == (["4000.00", "7000.55", "0.01"], Decimal("11000.56"))
    instructions = [await treasury.instruction(order) for order in (first, second, third)]
    assert texts(".//m:EndToEndId") == [each["end_to_end_id"] for each in instructions]
    assert all(len(each["end_to_end_id"]) == 32 for each in instructions)
    assert texts(".//m:Cdtr/m:Nm") == ["Al-Noor Bakery", "Al-Noor Bakery", "Um Ali's Dairy"]
    assert texts(".//m:CdtrAcct/m:Id/m:IBAN") == [IBAN, IBAN]
    assert texts(".//m:CdtrAcct/m:Id/m:Othr/m:Id") == ["0012-345678-001"]
    assert texts(".//m:Dbtr/m:Nm") == ["Programme Account"]
    assert texts(".//m:DbtrAgt//m:BICFI") == [BIC]
    disclosed = disclosure.Disclosed.model_validate_json(told.headers[disclosure.HEADER])
    assert sorted(disclosed.people) == [71, 72]


async def test_nobody_has_two_parts_in_a_batch(treasury: Treasury) -> None:
    (order,) = await treasury.owed("4000.00")
    batch = await treasury.begun()
    hala, salim, noor = (treasury.approver(name) for name in ("Hala", "Salim", "Noor"))
    assert refusal(await hala.post(f"/batches/{batch}/close")) == (409, "batch-empty", None)
    require_made(await treasury.put(batch, order))
    assert refusal(await salim.post(f"/batches/{batch}/close")) == (403, "another-maker", None)
    require_made(await hala.post(f"/batches/{batch}/close"))
    assert refusal(await hala.post(f"/batches/{batch}/close")) == (409, "batch-closed", None)
    same = (403, "same-person", None)
    assert refusal(await hala.post(f"/batches/{batch}/approve")) == same
    require_made(await salim.post(f"/batches/{batch}/approve"))
    assert refusal(await salim.post(f"/batches/{batch}/approve")) == same
    require_made(await noor.post(f"/batches/{batch}/approve"))
    assert refusal(await treasury.finance.post(f"/batches/{batch}/approve")) == (409, "approved-already", None)
    assert refusal(await treasury.put(batch, order)) == (409, "batch-closed", None)
    officer = treasury.officer("Omar")
    assert refusal(await officer.post(f"/batches/{batch}/send")) == (403, "not-your-role", None)
    near = treasury.service.caller(Role.FINANCE_APPROVER, areas=("IQG15",))
    assert refusal(await near.post(f"/batches/{batch}/send")) == (403, "outside-area", None)
    by_a_job = await near.post("/jobs", {"kind": "send-batch", "parameters": {"batch_id": batch}})
    assert refusal(by_a_job) == (403, "outside-area", None)


async def test_what_waits_for_somebody_is_told_to_who_had_no_part_in_it(treasury: Treasury) -> None:
    _, award = await treasury.payable("4000.00", number=75)
    order = await treasury.ordered(award, by="Hala")
    hala, salim, noor = (treasury.approver(name) for name in ("Hala", "Salim", "Noor"))

    async def waits(noun: str) -> list[int]:
        """For how many of these three one waits."""
        told = [require_made(await name.get(f"/{noun}", others="true"))["items"] for name in (hala, salim, noor)]
        return [len(each) for each in told]

    assert await waits("orders") == [0, 1, 1]
    require_made(await salim.post(f"/orders/{order}/check"))
    assert await waits("orders") == [0, 0, 1]
    require_made(await noor.post(f"/orders/{order}/approve"))
    assert await waits("orders") == [0, 0, 0]
    batch = await treasury.closed(*await treasury.owed("3000.00"))
    assert await waits("batches") == [0, 1, 1]
    require_made(await salim.post(f"/batches/{batch}/approve"))
    assert await waits("batches") == [0, 0, 1]


async def test_an_order_that_is_not_to_be_paid_so_stays_out_and_takes_the_others_with_it(treasury: Treasury) -> None:
    good, paid = await treasury.owed("4000.00", "3000.00")
    require_made(await treasury.finance.post(f"/orders/{paid}/pay", payment()))
    (cash,) = await treasury.owed("500.00", number=72, means="cash")
    _, award = await treasury.payable("600.00", "700.00", number=73)
    unconfirmed, unapproved = await treasury.approved(award), await treasury.ordered(award, 2)
    fund = require_made(await treasury.administrator.post("/funds", FUND))["id"]
    books = Treasury(treasury.service)
    books.fund, books.call = fund, require_made(await treasury.officer().post("/calls", call(fund)))["id"]
    (elsewhere,) = await books.owed("800.00", number=74)
    batch = await treasury.begun()
    for order, refused in (
        (999, (404, "unknown-order")),
        (paid, (409, "paid-already")),
        (cash, (409, "other-means")),
        (unconfirmed, (409, "not-confirmed")),
        (unapproved, (409, "not-approved")),
        (elsewhere, (409, "of-another-fund")),
    ):
        assert refusal(await treasury.put(batch, good, order)) == (*refused, "orders")
    assert refusal(await treasury.put(batch, good, good)) == (422, "invalid-request", "orders")
    assert require_made(await treasury.monitor.get(f"/batches/{batch}"))["transactions"] == 0
    nowhere = await treasury.approver("Hala").post(
        "/batches", {"fund_id": fund, "means": "bank_transfer", "execute_on": today().isoformat()}
    )
    assert refusal(nowhere) == (409, "no-payer", "fund_id")


async def test_an_order_is_in_one_batch_and_is_neither_paid_beside_it_nor_taken_back(treasury: Treasury) -> None:
    (order,) = await treasury.owed("4000.00")
    batches = [await treasury.begun() for _ in range(4)]
    answers = await asyncio.gather(*(treasury.put(batch, order) for batch in batches))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {refusal(answer)[1] for answer in answers if answer.status_code == 409} == {"in-a-batch"}
    in_a_batch = (409, "in-a-batch", None)
    assert refusal(await treasury.finance.post(f"/orders/{order}/pay", payment())) == in_a_batch
    assert refusal(await treasury.finance.void(f"/orders/{order}")) == in_a_batch
    instruction = await treasury.instruction(order)
    require_made(await treasury.finance.void(f"/instructions/{instruction['id']}"))
    other = await treasury.closed(order)
    again = (await treasury.instruction(order))["id"]
    assert refusal(await treasury.finance.void(f"/instructions/{again}")) == (409, "batch-closed", None)
    require_made(await treasury.finance.void(f"/batches/{other}"))
    assert refusal(await treasury.finance.post(f"/batches/{other}/approve")) == (409, "already-voided", None)
    await treasury.sent(order)
    sent = (await treasury.instruction(order))["batch_id"]
    assert refusal(await treasury.finance.void(f"/batches/{sent}")) == (409, "sent-already", None)


async def test_money_does_not_go_where_somebody_states_after_the_batch_was_closed(treasury: Treasury) -> None:
    (order,) = await treasury.owed("4000.00")
    batch = await treasury.closed(order)
    (row,) = await treasury.rows("SELECT enterprise_id FROM instructions")
    require_made(await treasury.approver("Salim").post(f"/batches/{batch}/approve"))
    stolen = await treasury.stated(by="Omar", enterprise_id=row["enterprise_id"], name="Somebody Else")
    noor = treasury.approver("Noor")
    changed = (409, "party-changed", None)
    assert refusal(await noor.post(f"/batches/{batch}/approve")) == changed
    require_made(await noor.post(f"/parties/{stolen}/confirm"))
    assert refusal(await noor.post(f"/batches/{batch}/approve")) == changed
    require_made(await noor.void(f"/batches/{batch}"))
    batch = await treasury.closed(order)
    await treasury.stated(by="Omar", fund_id=treasury.fund, name="Another Account")
    assert refusal(await noor.post(f"/batches/{batch}/approve")) == (409, "payer-changed", None)


async def test_a_grant_that_stopped_after_its_batch_was_approved_is_not_sent(treasury: Treasury) -> None:
    (order,) = await treasury.owed("4000.00")
    batch = await treasury.agreed(order)
    (row,) = await treasury.rows("SELECT application_id FROM awards")
    await treasury.step(row["application_id"], "suspend", reason="insecurity")
    assert refusal(await treasury.finance.post(f"/batches/{batch}/send")) == (409, "not-payable", None)
    await treasury.step(row["application_id"], "resume", reason="settled")
    require_made(await treasury.finance.post(f"/batches/{batch}/send"))


async def test_dinars_are_paid_in_notes_and_written_whole(treasury: Treasury) -> None:
    dinars = {"ceiling": "90000000", "currency": "IQD"}
    treasury.fund = require_made(await treasury.administrator.post("/funds", FUND | dinars))["id"]
    sizes = {"budget": "50000000", "smallest": "1", "largest": "50000000", "currency": "IQD"}
    treasury.call = require_made(await treasury.officer().post("/calls", call(treasury.fund) | sizes))["id"]
    await treasury.confirmed(fund_id=treasury.fund, name="Programme Account")
    fine, coarse = await treasury.owed("1000100", "1000250")
    batch = await treasury.begun()
    assert refusal(await treasury.put(batch, fine)) == (422, "amount-too-fine", "orders")
    require_made(await treasury.finance.void(f"/batches/{batch}"))
    sent = await treasury.sent(coarse)
    told = await treasury.finance.get(f"/batches/{sent}/file")
    assert b'<InstdAmt Ccy="IQD">1000250</InstdAmt>' in told.content
    assert b"<CtrlSum>1000250</CtrlSum>" in told.content


async def test_a_job_sends_what_takes_longer_than_a_request(
    treasury: Treasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = await treasury.owed("4000.00", "3000.00")
    batch = await treasury.closed(*orders)
    service = treasury.service
    kind = service.app.state.kinds["send-batch"]
    database = await open_database(service.url)

    async def sent() -> str:
        """How a job to send the batch ended."""
        async with writing(database, "staff:Noor", "a-request") as write:
            id = await rules.ask(write, kind, sending.BatchToSend(batch_id=batch))
        assert await doing.do(database, kind, id, lambda: False) is None
        (row,) = await treasury.rows("SELECT state, reason FROM jobs WHERE id = $1", id)
        return str(row["reason"] or row["state"])

    monkeypatch.setattr(sending, "MOST_IN_A_REQUEST", 1)
    assert await sent() == "not-approved"
    for name in ("Salim", "Noor"):
        require_made(await treasury.approver(name).post(f"/batches/{batch}/approve"))
    assert refusal(await treasury.finance.post(f"/batches/{batch}/send")) == (409, "takes-a-job", None)
    assert await sent() == "done"
    shown = require_made(await treasury.finance.get(f"/batches/{batch}"))
    told = await treasury.finance.get(f"/batches/{batch}/file")
    assert (shown["state"], shown["sha256"]) == ("sent", sha256(told.content).hexdigest())
    assert await sent() == "sent-already"
    batch = await treasury.agreed(*await treasury.owed("2000.00", number=72, means="cash"), means="cash")
    assert await sent() == "other-means"
    await database.close()


async def test_a_job_to_send_a_batch_is_asked_for_by_those_who_reach_it(treasury: Treasury) -> None:
    batch = await treasury.agreed(*await treasury.owed("4000.00"))
    asked = {"kind": "send-batch", "parameters": {"batch_id": batch}}
    mine, others = (
        treasury.service.caller(Role.FINANCE_APPROVER, projects=(project,)) for project in (FUND["project"], "JPN-2")
    )
    assert refusal(await others.post("/jobs", asked)) == (404, "not-found", None)
    assert await treasury.rows("SELECT id FROM jobs") == []
    require_made(await mine.post("/jobs", asked))


async def test_a_job_whose_end_was_lost_after_it_sent_the_batch_is_done_when_it_is_taken_up_again(
    treasury: Treasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    (order,) = await treasury.owed("4000.00")
    batch = await treasury.agreed(order)
    service = treasury.service
    kind = service.app.state.kinds["send-batch"]
    database = await open_database(service.url)
    async with writing(database, "staff:Noor", "a-request") as write:
        id = await rules.ask(write, kind, sending.BatchToSend(batch_id=batch))

    async def lost(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as breaking:
        breaking.setattr(doing, "end", lost)
        assert await doing.do(database, kind, id, lambda: False) is not None
    assert require_made(await treasury.finance.get(f"/batches/{batch}"))["state"] == "sent"
    assert await doing.do(database, kind, id, lambda: False) is None
    (row,) = await treasury.rows("SELECT state, reason FROM jobs WHERE id = $1", id)
    assert (row["state"], row["reason"]) == ("done", None)
    await database.close()


async def test_a_batch_for_a_bank_that_is_approved_while_it_is_to_be_sent_is_not_sent_without_a_file(
    treasury: Treasury,
) -> None:
    (order,) = await treasury.owed("4000.00")
    batch = await treasury.agreed(order)
    with pytest.raises(Conflict) as refused:
        await _send_without_a_file(treasury, batch)
    assert refused.value.type == "not-approved"
    assert require_made(await treasury.finance.get(f"/batches/{batch}"))["state"] == "approved"


async def _send_without_a_file(treasury: Treasury, batch: int) -> None:
    """As somebody does who looked at the batch before the second person approved it."""
    async with writing(treasury.service.app.state.database, "staff:Noor", "a-request") as write:
        await batches.send(write, batch, None, None)


async def test_the_database_itself_holds_whose_hands_a_batch_went_through(treasury: Treasury) -> None:
    (order,) = await treasury.owed("4000.00")
    batch = await treasury.closed(order)
    hala, salim = "staff:Hala", "staff:Salim"
    approval = (
        "INSERT INTO batch_approvals (batch_id, place, made_by, after, recorded_by) VALUES ({}, {}, '{}', {}, '{}')"
    )
    sent = (
        "INSERT INTO batch_sendings (batch_id, approvals, means, sent_at, sha256, size, recorded_by)"
        f" VALUES ({batch}, 2, 'bank_transfer', now(), repeat('0', 64), 1, 'x')"
    )
    other = await treasury.begun()
    closing = "INSERT INTO batch_closings (batch_id, made_by, transactions, control_sum, recorded_by) VALUES ({})"
    late = (
        "INSERT INTO instructions (batch_id, order_id, fund_id, award_id, enterprise_id, party_id, means, amount,"
        " currency, end_to_end_id, recorded_by) SELECT {batch}, order_id, fund_id, award_id, enterprise_id, party_id,"
        " {means}, {amount}, currency, repeat('0', 32), 'x' FROM instructions"
    )
    usual = {"batch": other, "means": "means", "amount": "amount"}
    for statement, expected in (
        (approval.format(batch, 1, hala, "NULL", hala), "ck_batch_approvals_by_another"),
        (approval.format(batch, 1, salim, "NULL", hala), "fk_batch_approvals_batch_id_made_by_batch_closings"),
        (approval.format(batch, 2, hala, "NULL", salim), "ck_batch_approvals_after"),
        (approval.format(batch, 2, hala, 1, salim), "fk_batch_approvals_batch_id_after_batch_approvals"),
        (sent, "fk_batch_sendings_batch_id_approvals_batch_approvals"),
        (closing.format(f"{other}, '{hala}', 1, 4000, '{hala}'"), "batch_adds_up"),
        (late.format(**usual | {"batch": batch}), "batch_open"),
        (late.format(**usual), "uq_instructions_first"),
    ):
        assert await _judged(treasury, statement) == expected
    require_made(await treasury.finance.void(f"/batches/{batch}"))
    for changes, expected in (
        ({"means": "'cash'"}, "fk_instructions_batch_id_fund_id_currency_means_batches"),
        ({"amount": "4000.01"}, "fk_instructions_order_id_award_id_fund_id_amount_curren_172b"),
    ):
        assert await _judged(treasury, late.format(**usual | changes)) == expected


async def _judged(treasury: Treasury, statement: str) -> str | None:
    """The constraint that a statement breaks."""
    async with treasury.service.connection() as connection:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
            await connection.execute(statement)
    return caught.value.constraint_name
