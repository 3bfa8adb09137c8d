"""The books of a fund: grants from an award to what is paid of it, and where its money stands after each step."""

from decimal import Decimal
from typing import Any

from callers import Caller, require_made
from committee import Committee, owner

from shared.callers import Role
from shared.days import today

STANDINGS = ("available", "allotted", "committed", "disbursed", "returned")


class Books(Committee):
    """Everybody who has a part in a grant, and the fund's money."""

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
        """An award under contract, of which every milestone was reached; gives the numbers of its application and its
        own."""
        application, award = await self.awarded(number)
        contract = await self.contracted(award, *amounts)
        for tranche in range(1, len(amounts) + 1):
            await self.reached(contract, tranche)
        return application, award

    def approver(self, name: str) -> Caller:
        return self.service.caller(Role.FINANCE_APPROVER, caller=name)


def contract(award: int, *amounts: str, **changes: Any) -> dict[str, Any]:
    """A contract as it was signed today, or, where it `amends` another, a new version of it."""
    now = today().isoformat()
    tranches = [{"milestone": f"Step {place}", "due_on": now, "amount": each} for place, each in enumerate(amounts, 1)]
    value = f"{sum(Decimal(each) for each in amounts):.2f}"
    signed = {"signed_on": now, "amount": value, "tranches": tranches}
    return signed | ({"award_id": award, "currency": "USD"} if "amends" not in changes else {}) | changes
