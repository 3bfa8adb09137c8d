"""The treasury: who is paid where, and batches of orders that are closed, approved and sent."""

from typing import Any

import httpx
from books import Books
from callers import require_made

from shared.days import today

IBAN, BIC = "IQ98NBIQ850123456789012", "NBIQIQBA850"


class Treasury(Books):
    """Everybody who has a part in paying a grant. Hala makes, Salim and Noor confirm and approve."""

    async def opened(self, **changes: Any) -> "Treasury":
        """A fund that pays from a confirmed account."""
        await super().opened(**changes)
        await self.confirmed(fund_id=self.fund, name="Programme Account")
        return self

    async def stated(self, by: str = "Hala", **changes: Any) -> int:
        """A party that somebody states; gives its number."""
        return int(require_made(await self.approver(by).post("/parties", party(**changes)))["id"])

    async def confirmed(self, **changes: Any) -> int:
        """A party that another person confirmed; gives its number."""
        id = await self.stated(**changes)
        require_made(await self.approver("Noor").post(f"/parties/{id}/confirm"))
        return id

    async def owed(self, *amounts: str, number: int = 71, **changes: Any) -> list[int]:
        """Approved orders for each tranche of an award to an enterprise of somebody's, who is paid to a confirmed
        party; gives their numbers."""
        _, award = await self.payable(*amounts, number=number)
        (row,) = await self.rows("SELECT enterprise_id FROM awards WHERE id = $1", award)
        await self.confirmed(enterprise_id=row["enterprise_id"], **changes)
        return [await self.approved(award, tranche) for tranche in range(1, len(amounts) + 1)]

    async def begun(self, means: str = "bank_transfer", **changes: Any) -> int:
        """An open batch that Hala made; gives its number."""
        body = {"fund_id": self.fund, "means": means, "execute_on": today().isoformat()} | changes
        return int(require_made(await self.approver("Hala").post("/batches", body))["id"])

    async def put(self, batch: int, *orders: int) -> httpx.Response:
        return await self.approver("Hala").post(f"/batches/{batch}/instructions", {"orders": list(orders)})

    async def closed(self, *orders: int, means: str = "bank_transfer") -> int:
        """A batch of these orders that its maker closed; gives its number."""
        batch = await self.begun(means)
        require_made(await self.put(batch, *orders))
        require_made(await self.approver("Hala").post(f"/batches/{batch}/close"))
        return batch

    async def agreed(self, *orders: int, means: str = "bank_transfer") -> int:
        """A batch of these orders that two others approved; gives its number."""
        batch = await self.closed(*orders, means=means)
        for name in ("Salim", "Noor"):
            require_made(await self.approver(name).post(f"/batches/{batch}/approve"))
        return batch

    async def sent(self, *orders: int, means: str = "bank_transfer") -> int:
        """A batch of these orders that one of those who approved it sent; gives its number."""
        batch = await self.agreed(*orders, means=means)
        require_made(await self.approver("Noor").post(f"/batches/{batch}/send"))
        return batch

    async def instruction(self, order: int) -> dict[str, Any]:
        """The latest instruction to pay an order."""
        return dict(require_made(await self.monitor.get("/instructions", order_id=str(order)))["items"][0])


def party(**changes: Any) -> dict[str, Any]:
    """How somebody is paid, by default to an account in Baghdad."""
    by_bank = {"means": "bank_transfer", "iban": IBAN, "bic": BIC}
    usual = {"name": "Al-Noor Bakery"} | (by_bank if changes.get("means", "bank_transfer") == "bank_transfer" else {})
    return {name: value for name, value in (usual | changes).items() if value is not None}
