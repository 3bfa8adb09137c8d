"""Money of one fund through a gateway, from contracts to results: tranches by bank, one of them rejected, one reported
late and one twice; packages and wages in cash; what was delivered, came back and was found. All of it adds up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import granting
from asking import Caller, Door, client, figures, problem
from granting import done
from lxml import etree

from shared.callers import Role
from shared.days import today

PROJECT, PLACE = "E2E-MONEY", "IQG15Q08"
CEILING, BUDGET, GRANT = Decimal(60_000), Decimal(40_000), Decimal(12_500)
TRANCHES = ("5000.00", "7500.00")
PACKAGE, GOODS, WAGES = Decimal(600), Decimal(2_000), Decimal(720)
WAGE, DAYS = Decimal(18), 3
REFUND = Decimal(250)
INITIATION = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
REPORT = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"


@dataclass
class Books:
    """Who keeps them, and what was recorded so far."""

    door: Door
    fund: int = 0
    phase: int = 0
    enterprises: list[int] = field(default_factory=list)
    awards: list[int] = field(default_factory=list)
    contracts: list[int] = field(default_factory=list)

    @property
    def officer(self) -> Caller:
        return self.door.staff(Role.GRANTS_OFFICER, name="Hala")

    @property
    def another(self) -> Caller:
        return self.door.staff(Role.GRANTS_OFFICER, name="Omar")

    def finance(self, name: str) -> Caller:
        return self.door.staff(Role.FINANCE_APPROVER, name=name)

    def stands(self) -> dict[str, Decimal]:
        """Where the money of the fund stands, by its statement."""
        told = self.finance("Noor").get("/v1/statements", {"fund_id": str(self.fund)})
        assert told.status_code == 200, told.text
        closing = told.json()["funds"][0]["closing"]
        return {name: Decimal(amount) for name, amount in closing.items()}

    def paid(self) -> Decimal:
        """What was paid under the project, by its results."""
        told = figures(self.door.results(PROJECT))
        return sum((Decimal(line["paid"]) for line in told["money"]), Decimal(0))


def tell(door: Door) -> Books:
    """Tell all of it at a gateway that has not heard it; what each step claims is looked at on the way."""
    books = Books(door)
    _sign(books)
    by_bank = _pay_tranches_by_bank(books)
    assert books.paid() == by_bank == 3 * Decimal(TRANCHES[0])
    by_hand = _give_packages(books) + _pay_for_work(books)
    assert books.paid() == by_bank + by_hand
    _refund(books)
    _visit(books)
    _add_up(books, by_bank, by_hand)
    return books


def _sign(books: Books) -> None:
    """Three enterprises are awarded a grant each of one fund, and contracts are signed with them."""
    door = books.door
    chief = door.staff(Role.ADMINISTRATOR)
    done(
        chief,
        "/v1/projects",
        code=PROJECT,
        title="Money",
        donor="Government of Japan",
        starts_on="2024-01-01",
        ends_on="2034-12-31",
        budget=f"{CEILING}.00",
        currency="USD",
    )
    stated = {"project": PROJECT, "number": 1, "title": "First phase", "starts_on": "2024-01-01"}
    books.phase = done(chief, "/v1/phases", **stated, ends_on="2034-12-31")["id"]
    call = granting.called(door, PROJECT, PLACE, budget=f"{BUDGET}.00", ceiling=f"{CEILING}.00")
    books.fund = books.finance("Noor").get(f"/v1/calls/{call}").json()["fund_id"]
    caseworker = door.staff(Role.CASEWORKER)
    for place in range(3):
        owner = done(
            caseworker,
            "/v1/people",
            sex="female",
            birth_precision="day",
            birth_date=f"19{60 + place}-04-0{1 + place}",
            given_native="هدى",
            place=PLACE,
        )["registration_number"]
        owned = [{"person": owner, "sex": "female"}]
        named = {"name": f"Workshop {place}", "sector": "food", "place": PLACE}
        books.enterprises.append(done(books.officer, "/v1/enterprises", **named, owners=owned)["id"])
        application = granting.applied(door, call, books.enterprises[-1], PLACE)
        granting.verified(door, application, books.enterprises[-1])
        granting.planned(door, application)
        books.awards.append(granting.awarded(door, call, application, f"{GRANT}.00"))
        books.contracts.append(granting.contracted(door, books.awards[-1], *TRANCHES))
        granting.reached(door, books.contracts[-1], 1, books.enterprises[-1])
    _known(books, "fund_id", books.fund, **_bank("Programme"))
    assert books.stands()["committed"] == 3 * GRANT


def _bank(name: str, account: str | None = None) -> dict[str, Any]:
    number = {"iban": "IQ98NBIQ850123456789012"} if account is None else {"account": account}
    return {"means": "bank_transfer", "name": name, "bic": "NBIQIQBA850", **number}


def _known(books: Books, of: str, id: int, **party: str) -> None:
    """How somebody is paid, or where a fund pays from, is stated by one person and confirmed by another."""
    stated = done(books.finance("Hala"), "/v1/parties", **{of: id}, **party)["id"]
    done(books.finance("Salim"), f"/v1/parties/{stated}/confirm")


def _ordered(books: Books, **what: Any) -> int:
    """An order that three people made, checked and approved."""
    order = int(done(books.finance("Hala"), "/v1/orders", **what)["id"])
    done(books.finance("Salim"), f"/v1/orders/{order}/check")
    done(books.finance("Noor"), f"/v1/orders/{order}/approve")
    return order


def _sent(books: Books, means: str, orders: Sequence[int]) -> dict[str, Any]:
    """A batch that one person made, two others approved, and one of them sent."""
    made = {"fund_id": books.fund, "means": means, "execute_on": today().isoformat()}
    batch = done(books.finance("Hala"), "/v1/batches", **made)["id"]
    done(books.finance("Hala"), f"/v1/batches/{batch}/instructions", orders=list(orders))
    done(books.finance("Hala"), f"/v1/batches/{batch}/close")
    assert problem(books.finance("Hala").post(f"/v1/batches/{batch}/approve")) == (403, "same-person")
    done(books.finance("Salim"), f"/v1/batches/{batch}/approve")
    done(books.finance("Noor"), f"/v1/batches/{batch}/approve")
    return done(books.finance("Noor"), f"/v1/batches/{batch}/send")


def _file(books: Books, batch: int) -> tuple[str, list[str], Decimal]:
    """What a file for the bank calls itself and each transfer, and their sum, which is the one that it states."""
    told = books.finance("Noor").get(f"/v1/batches/{batch}/file")
    assert told.status_code == 200, told.text
    assert books.finance("Salim").get(f"/v1/batches/{batch}/file").content == told.content
    whole = etree.fromstring(told.content)
    amounts = [Decimal(each.text) for each in whole.iter(f"{INITIATION}InstdAmt")]
    group = next(whole.iter(f"{INITIATION}GrpHdr"))
    assert Decimal(group.findtext(f"{INITIATION}CtrlSum", "")) == sum(amounts)
    assert int(group.findtext(f"{INITIATION}NbOfTxs", "")) == len(amounts)
    names = [each.text for each in whole.iter(f"{INITIATION}EndToEndId")]
    assert all(len(name) <= 35 for name in names)
    return group.findtext(f"{INITIATION}MsgId", ""), names, sum(amounts, Decimal(0))


def _reported(books: Books, batch: str, named: str, *statuses: tuple[str, str, str | None]) -> dict[str, Any]:
    """The bank reports on a batch: of each transfer its status and, if it rejects it, why. It may say so twice."""
    each = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{transfer}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else "")
        + "</TxInfAndSts>"
        for transfer, status, reason in statuses
    )
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = (
        f'<Document xmlns="{REPORT}"><CstmrPmtStsRpt><GrpHdr><MsgId>{named}</MsgId><CreDtTm>{now}</CreDtTm></GrpHdr>'
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{batch}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch}</OrgnlPmtInfId>{each}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    )
    given = [_given(books, content) for _ in range(2)]
    assert given[0]["id"] == given[1]["id"]
    return given[0]


def _given(books: Books, content: str) -> dict[str, Any]:
    headers = {"content-type": "application/xml", **books.finance("Noor").headers()}
    answer = client().post(f"{books.door.address}/v1/reports", content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _reconciled(books: Books, batch: int) -> tuple[Decimal, Decimal, bool]:
    """What of a batch is settled, what the ledger has of that, and whether all of it agrees."""
    told = books.finance("Noor").get(f"/v1/batches/{batch}/reconciliation").json()
    assert Decimal(told["difference"]) == Decimal(told["settled"]) - Decimal(told["disbursed"])
    return Decimal(told["settled"]), Decimal(told["disbursed"]), told["reconciled"]


def _pay_tranches_by_bank(books: Books) -> Decimal:
    """The first tranche of each: one goes through, one is rejected and sent again, of one the bank says so late."""
    first = Decimal(TRANCHES[0])
    for place, enterprise in enumerate(books.enterprises):
        _known(books, "enterprise_id", enterprise, **_bank(f"Workshop {place}"))
    orders = [_ordered(books, award_id=award, tranche=1) for award in books.awards]
    batch = _sent(books, "bank_transfer", orders)
    message, transfers, total = _file(books, batch["id"])
    assert (message, total) == (batch["message_id"], 3 * first)

    _reported(books, message, "R-1", (transfers[0], "ACSC", None), (transfers[1], "RJCT", "AC04"))
    assert books.paid() == first
    assert _reconciled(books, batch["id"]) == (first, first, False)

    _known(books, "enterprise_id", books.enterprises[1], **_bank("Workshop 1", "0012-345678-001"))
    second = _sent(books, "bank_transfer", orders[1:2])
    other, resent, _ = _file(books, second["id"])
    assert resent == transfers[1:2]
    assert other != message
    _reported(books, other, "R-2", (resent[0], "ACSC", None))
    _reported(books, message, "R-3", (transfers[2], "ACSC", None))
    assert _reconciled(books, batch["id"]) == (2 * first, 2 * first, True)
    assert _reconciled(books, second["id"]) == (first, first, True)
    return 3 * first


def _assisted(books: Books, modality: str, amount: Decimal, born: str) -> int:
    """Assistance that is approved for somebody on the fund; gives its number."""
    who = {"sex": "male", "birth_precision": "day", "birth_date": born, "given_native": "سالم", "place": PLACE}
    person = done(books.door.staff(Role.CASEWORKER), "/v1/people", **who)["registration_number"]
    stated = {
        "project": PROJECT,
        "recipient": person,
        "sex": "male",
        "modality": modality,
        "place": PLACE,
        "amount": f"{amount}.00",
        "currency": "USD",
        "approved_on": (today() - timedelta(days=10)).isoformat(),
        "fund_id": books.fund,
        "phase_id": books.phase,
    }
    return int(done(books.officer, "/v1/assistances", **stated)["id"])


def _signed_for(books: Books, batch: int) -> None:
    """Everybody on the list of a batch signs for the money."""
    page = books.finance("Noor").get(f"/v1/batches/{batch}/list")
    assert "Salim Hadi" in page.text, page.text
    listed = books.finance("Noor").get("/v1/instructions", {"batch_id": str(batch)}).json()["items"]
    for each in listed:
        signed = {"signed_by": "Salim", "signed_on": today().isoformat(), "sheet": f"CL-{batch}"}
        done(books.finance("Salim"), f"/v1/instructions/{each['id']}/sign", **signed)


def _give_packages(books: Books) -> Decimal:
    """A package in cash, for which somebody signs, and one of goods, which are delivered in two parts and paid for."""
    cash = _assisted(books, "BSP", PACKAGE, "1971-05-01")
    goods = _assisted(books, "BEP", GOODS, "1972-05-02")
    lines = [
        {"item": "Generator", "unit": "piece", "quantity": 1, "unit_cost": "850.00"},
        {"item": "Popcorn machine", "unit": "piece", "quantity": 2, "unit_cost": "575.00"},
    ]
    given = done(books.officer, "/v1/provisions", assistance_id=goods, form="in_kind", lines=lines)["id"]
    done(books.another, f"/v1/provisions/{given}/approve", version=1)
    now = today().isoformat()
    for page, line in enumerate(({"number": 1, "quantity": 1}, {"number": 2, "quantity": 2}), start=1):
        handed = {"provision_id": given, "delivered_on": now, "sheet": "DS-1", "page": page, "lines": [line]}
        done(books.officer, "/v1/deliveries", **handed)
    assert books.officer.get(f"/v1/provisions/{given}").json()["complete"]

    _known(books, "assistance_id", cash, means="cash", name="Salim Hadi")
    _known(books, "assistance_id", goods, means="exchange_house", name="Salim Hadi", exchange_house="Al-Jisr")
    for id, amount, means in ((cash, PACKAGE, "cash"), (goods, GOODS, "exchange_house")):
        batch = _sent(books, means, [_ordered(books, assistance_id=id, part=1, amount=f"{amount}.00")])
        _signed_for(books, batch["id"])
        assert _reconciled(books, batch["id"]) == (amount, amount, True)
    return PACKAGE + GOODS


def _pay_for_work(books: Books) -> Decimal:
    """Somebody works three days for cash, and is paid the wages that one person closed and another confirmed."""
    days = [today() - timedelta(days=back) for back in range(DAYS, 0, -1)]
    site = {
        "project": PROJECT,
        "place": PLACE,
        "kind": "canal_cleaning",
        "task": "Clean the canal",
        "starts_on": days[0].isoformat(),
        "ends_on": (today() + timedelta(days=60)).isoformat(),
        "wage": f"{WAGE}.00",
        "currency": "USD",
        "wage_rule": "tenth_below_minimum",
        "minimum_wage": "20.00",
        "wage_source": "Emergency Livelihoods Cluster",
        "hours": 5,
        "cap": 40,
        "places": 5,
    }
    work = done(books.officer, "/v1/works", **site)["id"]
    assistance = _assisted(books, "CFW", WAGES, "1973-05-03")
    worker = done(books.officer, "/v1/workers", work_id=work, assistance_id=assistance)["id"]
    for day in days:
        sheet = {"worked_on": day.isoformat(), "sheet": "WS-1", "lines": [{"worker_id": worker, "hours": 5}]}
        done(books.officer, f"/v1/works/{work}/sheet", **sheet)
    period = {"work_id": work, "begins_on": days[0].isoformat(), "ends_on": days[-1].isoformat()}
    closed = done(books.officer, "/v1/periods", **period)["id"]
    done(books.another, f"/v1/periods/{closed}/confirm")
    wages = DAYS * WAGE
    order = {"assistance_id": assistance, "part": 1}
    too_much = books.finance("Hala").post("/v1/orders", order | {"amount": f"{wages + 1}.00"})
    assert too_much.status_code in {409, 422}, too_much.text
    _known(books, "assistance_id", assistance, means="cash", name="Salim Hadi")
    batch = _sent(books, "cash", [_ordered(books, **order, amount=f"{wages}.00")])
    _signed_for(books, batch["id"])
    return wages


def _refund(books: Books) -> None:
    """A part of what an enterprise was paid comes back."""
    came = {"award_id": books.awards[0], "amount": f"{REFUND}.00", "currency": "USD", "reference": "RF-1"}
    back = done(books.finance("Noor"), "/v1/refunds", **came, refunded_on=today().isoformat())["id"]
    done(books.finance("Salim"), f"/v1/refunds/{back}/check")
    done(books.finance("Hala"), f"/v1/refunds/{back}/confirm")


def _visit(books: Books) -> None:
    """Monitoring sees an enterprise and the jobs in it, of which none has lasted three months yet."""
    monitor = books.door.staff(Role.MONITORING, name="Maha")
    now = today().isoformat()
    seen = {"award_id": books.awards[0], "visited_on": now, "operation": "running", "staff_women": 3, "staff_men": 2}
    done(monitor, "/v1/visits", **seen)
    job = {"award_id": books.awards[0], "kind": "new", "fte": "0.50", "sex": "female", "age_band": "18-59"}
    done(monitor, "/v1/employments", **job, starts_on=now, contract="permanent", verified_on=now)
    assert figures(books.door.results(PROJECT))["jobs"]["created"]["total"] == 0


def _add_up(books: Books, by_bank: Decimal, by_hand: Decimal) -> None:
    """Results, statement and ledger have the same money, to the cent."""
    stands = books.stands()
    assert sum(stands.values()) == CEILING, stands
    assert stands["disbursed"] == by_bank + by_hand - REFUND, stands
    assert stands["returned"] == REFUND
    assert stands["committed"] == 3 * GRANT + PACKAGE + GOODS + WAGES - by_bank - by_hand, stands
    assert stands["allotted"] == BUDGET - 3 * GRANT, stands
    money = figures(books.door.results(PROJECT))["money"]
    committed = 3 * GRANT + PACKAGE + GOODS + WAGES
    assert money == [{"currency": "USD", "committed": f"{committed:.2f}", "paid": f"{by_bank + by_hand:.2f}"}], money
