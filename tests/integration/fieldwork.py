"""Awards of one grants service, and the people who look what became of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import earlier
from callers import KEY, THEIRS, Caller, Running, require_made, running
from committee import PROJECT

from services.grants import app as grants_app
from shared.callers import Purpose, Role, Service
from shared.mandate import Subject

TELAFAR, NAJAF = "IQG15Q08", "IQG04Q03"
WORKER = Subject(
    reference="0000-0071-0000", person_id=71, cluster=(71,), consents=(Purpose.LIVELIHOOD_SUPPORT,), household_id=4
)
OWNER = Subject(reference=THEIRS[0]["person"], person_id=5, cluster=(5,))
PNG, PDF = b"\x89PNG\r\n\x1a\n" + bytes(32), b"%PDF-1.7\nA scan"
VISIT = {
    "visited_on": "2025-12-10",
    "operation": "running",
    "staff_women": 2,
    "staff_men": 4,
}
JOB = {
    "kind": "new",
    "fte": "0.50",
    "sex": "female",
    "age_band": "18-59",
    "starts_on": "2025-06-10",
    "contract": "permanent",
    "verified_on": "2025-12-10",
}


@dataclass
class Field:
    """The grants service, and who monitors what came of its awards."""

    service: Running

    @property
    def monitor(self) -> Caller:
        return self.service.caller(Role.MONITORING, caller="rana", subjects=(WORKER,))

    @property
    def officer(self) -> Caller:
        return self.service.caller(Role.GRANTS_OFFICER, subjects=(OWNER,))

    async def award(
        self, *, paid_on: str | None = "2025-06-01", place: str = TELAFAR, currency: str = "USD", **changes: Any
    ) -> int:
        """An award of the first of May 2025 to an enterprise of its own, first paid on a day."""
        draft = {"name": "مخبز", "sector": "food", "place": place, "owners": THEIRS}
        enterprise = require_made(await self.officer.post("/enterprises", draft))["id"]
        on = {"project": PROJECT["code"], "place": place, "approved_on": "2025-05-01", "currency": currency}
        award = await earlier.award(self.service.url, enterprise, **on | changes)
        if paid_on is not None:
            await self.pay(award, paid_on, currency=currency)
        return award

    async def pay(self, award: int, on: str, amount: str = "100", currency: str = "USD") -> int:
        money = {"amount": amount, "currency": currency, "paid_on": on}
        paid = await self.service.caller(Role.FINANCE_APPROVER).post(
            "/payments", money | {"award_id": award, "reference": f"PV-{award}-{on}"}
        )
        return int(require_made(paid)["id"])

    async def visited(self, award: int, **changes: Any) -> int:
        return int(require_made(await self.monitor.post("/visits", VISIT | {"award_id": award} | changes))["id"])

    async def job(self, award: int, **changes: Any) -> int:
        return int(require_made(await self.monitor.post("/employments", JOB | {"award_id": award} | changes))["id"])

    async def photo(self, award: int, content: bytes = PNG, type: str = "image/png") -> int:
        """A file about the enterprise of an award, given by the monitor."""
        about = await self.value("SELECT enterprise_id FROM awards WHERE id = $1", award)
        headers = self.monitor._headers() | {"content-type": type}
        query = {"enterprise_id": str(about)}
        return int(
            require_made(await self.service.client.post("/files", params=query, content=content, headers=headers))["id"]
        )

    async def value(self, query: str, *values: Any) -> Any:
        async with self.service.connection() as connection:
            return await connection.fetchval(query, *values)


@asynccontextmanager
async def fieldwork(clone: Callable[[str], Awaitable[str]], files: Path) -> AsyncIterator[Field]:
    """One service for a module, of which each test has awards of its own."""
    url = await clone("grants")
    app = grants_app.create_app(grants_app.Settings(database_url=url, mandate_key=KEY, files_url=f"file://{files}"))
    async with running(Service.GRANTS, app, url) as service:
        require_made(await service.caller(Role.ADMINISTRATOR).post("/projects", PROJECT))
        yield Field(service)
