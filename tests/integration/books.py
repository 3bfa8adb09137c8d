"""The books of a fund: grants from an award to what is paid of it, and where its money stands after each step."""

from decimal import Decimal
from itertools import count
from typing import Any

import owed
from callers import Caller, require_made
from committee import FUND, TELAFAR, Committee, owner

from shared.callers import Role
from shared.days import today
from shared.mandate import Subject

STANDINGS = ("available", "allotted", "committed", "disbursed", "returned")


class Books(Committee):
    """Everybody who has a part in a grant, and the fund's money."""

    phased = 0

    async def stands(self) -> dict[str, str]:
        """Where the fund's money stands; what is zero is left out."""
        fund = require_made(await self.monitor.get(f"/funds/{self.fund}"))
        return {standing: fund[standing] for standing in STANDINGS if fund[standing] != "0.00"}

    async def awarded(self, number: int = 71, amount: str = "12000.00") -> tuple[int, int]:
        """An award to an enterprise of somebody's; gives the numbers of its application and its own."""
        application = await self.ready(await self.enterprise(owner(number)))
        return application, await self.approve(application, owner(number), amount=amount)

    async def contracted(self, award: int, *amounts: str) -> int:
        """A contract about an award, with a tranche of each of these amounts; gives its number."""
        return int(require_made(await self.officer().post("/contracts", contract(award, *amounts)))["id"])

    async def reached(self, contract: int, tranche: int) -> None:
        """The milestone of a tranche is prepared and verified."""
        (row,) = await self.rows(
            "SELECT enterprise_id FROM awards JOIN contracts ON contracts.award_id = awards.id WHERE contracts.id = $1",
            contract,
        )
        hala = self.officer()
        headers = hala._headers() | {"content-type": "application/pdf"}
        query = {"enterprise_id": str(row["enterprise_id"])}
        given = await self.service.client.post("/files", params=query, content=b"%PDF-1.7 receipt", headers=headers)
        files = [require_made(given)["id"]]
        body = {"contract_id": contract, "tranche": tranche, "reached_on": today().isoformat(), "files": files}
        milestone = require_made(await hala.post("/milestones", body))["id"]
        verified = {"verified_on": today().isoformat()}
        require_made(await self.officer("Omar").post(f"/milestones/{milestone}/verify", verified))

    async def payable(self, *amounts: str, number: int = 71) -> tuple[int, int]:
        """An award under contract, of which every milestone was reached, and which others had to do with before; gives
        the numbers of its application and its own."""
        enterprise = await self.enterprise(owner(number))
        async with self.service.connection() as connection:
            award = await owed.award(connection, self.call, enterprise, amounts)
        (row,) = await self.rows("SELECT application_id FROM awards WHERE id = $1", award)
        return row["application_id"], award

    async def ordered(self, award: int, tranche: int = 1, *, by: str = "Hala") -> int:
        """An order to pay a tranche, which somebody makes; gives its number."""
        body = {"award_id": award, "tranche": tranche}
        return int(require_made(await self.approver(by).post("/orders", body))["id"])

    async def approved(self, award: int, tranche: int = 1) -> int:
        """An order that three people made, checked and approved; gives its number."""
        order = await self.ordered(award, tranche)
        await self.handed_on(order)
        return order

    async def paid(self, award: int, tranche: int = 1) -> int:
        """A tranche that was paid; gives the number of the payment."""
        order = await self.approved(award, tranche)
        return int(require_made(await self.finance.post(f"/orders/{order}/pay", payment()))["id"])

    async def phase(self, number: int = 1, **changes: Any) -> int:
        """A phase of the project, that today lies in; gives its number."""
        body = {"project": FUND["project"], "number": number, "title": "Livelihoods"}
        days = {"starts_on": "2025-04-01", "ends_on": "2035-03-31"}
        return int(require_made(await self.administrator.post("/phases", body | days | changes))["id"])

    async def package(self, **changes: Any) -> dict[str, Any]:
        """Assistance as it is approved today on the fund, in a phase."""
        self.phased = self.phased or await self.phase()
        return assistance(self.fund, phase_id=self.phased) | changes

    async def assisted(self, amount: str = "1500.00", person: Subject | None = None, **changes: Any) -> int:
        """Assistance on the fund for somebody, approved today; gives its number."""
        whose = person or owner(61)
        body = await self.package(amount=amount, recipient=whose.reference, **changes)
        return int(require_made(await self.officer("Hala", whose).post("/assistances", body))["id"])

    async def handed_on(self, order: int) -> None:
        """Two others check and approve an order."""
        require_made(await self.approver("Salim").post(f"/orders/{order}/check"))
        require_made(await self.approver("Noor").post(f"/orders/{order}/approve"))

    async def part_ordered(self, assistance: int, amount: str, number: int = 1) -> int:
        """An order to pay a part of an assistance that three people made, checked and approved; gives its number."""
        body = part(assistance, amount, number)
        order = int(require_made(await self.approver("Hala").post("/orders", body))["id"])
        await self.handed_on(order)
        return order

    async def paid_part(self, assistance: int, amount: str, number: int = 1) -> int:
        """A part of an assistance that was paid; gives the number of the payment."""
        order = await self.part_ordered(assistance, amount, number)
        return int(require_made(await self.finance.post(f"/orders/{order}/pay", payment()))["id"])

    async def refunded(self, refund: dict[str, Any]) -> int:
        """A refund that one person states, another checks and a third confirms; gives its number."""
        id = int(require_made(await self.approver("Hala").post("/refunds", refund))["id"])
        require_made(await self.approver("Salim").post(f"/refunds/{id}/check"))
        require_made(await self.approver("Noor").post(f"/refunds/{id}/confirm"))
        return id

    def approver(self, name: str) -> Caller:
        return self.service.caller(Role.FINANCE_APPROVER, caller=name)


_references = count(1)


def payment(**changes: Any) -> dict[str, Any]:
    """That something was paid today, under a reference of its own."""
    return {"reference": f"PV-{next(_references)}", "paid_on": today().isoformat()} | changes


def contract(award: int, *amounts: str, **changes: Any) -> dict[str, Any]:
    """A contract as it was signed today, or, where it `amends` another, a new version of it."""
    now = today().isoformat()
    tranches = [{"milestone": f"Step {place}", "due_on": now, "amount": each} for place, each in enumerate(amounts, 1)]
    value = f"{sum(Decimal(each) for each in amounts):.2f}"
    signed = {"signed_on": now, "amount": value, "tranches": tranches}
    return signed | ({"award_id": award, "currency": "USD"} if "amends" not in changes else {}) | changes


def assistance(fund: int | None, **changes: Any) -> dict[str, Any]:
    """Assistance as it is approved today on a fund."""
    usual = {
        "fund_id": fund,
        "project": FUND["project"],
        "recipient": owner(61).reference,
        "sex": "female",
        "modality": "BSP",
        "place": TELAFAR,
        "amount": "1500.00",
        "currency": "USD",
        "approved_on": today().isoformat(),
    }
    return usual | changes


def part(assistance: int, amount: str = "500.00", number: int = 1) -> dict[str, Any]:
    """A part of an assistance, to be ordered."""
    return {"assistance_id": assistance, "part": number, "amount": amount}
