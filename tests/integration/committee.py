"""Grants from a call to an award: the people who work on them, and what each of them does in turn."""

from datetime import UTC, datetime, timedelta
from typing import Any

from callers import Caller, Running, datasets, require_made

from shared.callers import Role
from shared.classification import MODERATE
from shared.days import today
from shared.mandate import Subject

TELAFAR, SINJAR, NAJAF = "IQG15Q08", "IQG15Q07", "IQG04Q03"
PROJECT = {
    "code": "JPN-SDN-2025",
    "title": "Support for Community Stabilization",
    "donor": "Government of Japan",
    "starts_on": "2025-04-01",
    "ends_on": "2035-03-31",
    "budget": "3630000",
    "currency": "USD",
}
FUND = {
    "project": "JPN-SDN-2025",
    "donor": "Government of Japan",
    "title": "Enterprise Development Fund",
    "ceiling": "100000.00",
    "currency": "USD",
}
FORM = {
    "amount": "12500.00",
    "contribution": "2500.00",
    "new_women": 2,
    "new_men": 3,
    "uses": ["equipment"],
    "female_representative": True,
    "female_leader": False,
    "priority_staff": 1,
    "social_responsibility": True,
    "staff_benefits": True,
    "diversity_policy": False,
}
BUSINESS = {
    "name": "Al-Noor Bakery",
    "sector": "food",
    "place": TELAFAR,
    "founded": today().year - 5,
    "staff_women": 2,
    "staff_men": 2,
    "revenue": "60000.00",
    "currency": "USD",
    "registration": "formal",
}
MEMBERS = ("Layla", "Karim", "Sawsan")


def owner(number: int, *others: int) -> Subject:
    """Somebody who owns an enterprise, by all ids that are theirs."""
    return Subject(reference=f"0000-{number:04d}-0000", person_id=number, cluster=(number, *others))


def call(fund: int, **changes: Any) -> dict[str, Any]:
    """A call that receives now."""
    now = datetime.now(UTC)
    usual = {
        "fund_id": fund,
        "variant": "general",
        "sectors": ["food", "agriculture"],
        "districts": [TELAFAR],
        "budget": "50000.00",
        "smallest": "7000.00",
        "largest": "30000.00",
        "currency": "USD",
        "least_years": 1,
        "least_contribution": 10,
        "registered": True,
        "scoring": "eoi-2019",
        "opens_at": (now - timedelta(days=1)).isoformat().replace("+00:00", "Z"),
        "closes_at": (now + timedelta(days=1)).isoformat().replace("+00:00", "Z"),
    }
    return usual | changes


class Committee:
    """Everybody who has a part in a grant. What they begin with is made by `opened`."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.administrator = service.caller(Role.ADMINISTRATOR)
        self.monitor = service.caller(Role.MONITORING)
        self.finance = service.caller(Role.FINANCE_APPROVER)
        self.members = [service.caller(Role.COMMITTEE_MEMBER, caller=name) for name in MEMBERS]
        self.fund = self.call = 0

    def officer(self, name: str = "Hala", *subjects: Subject, **changes: Any) -> Caller:
        return self.service.caller(Role.GRANTS_OFFICER, caller=name, subjects=subjects, **changes)

    async def opened(self, **changes: Any) -> "Committee":
        """A project with a fund and a call on it."""
        require_made(await self.administrator.post("/projects", PROJECT))
        self.fund = require_made(await self.administrator.post("/funds", FUND))["id"]
        self.call = require_made(await self.officer().post("/calls", call(self.fund, **changes)))["id"]
        return self

    async def enterprise(self, *owners: Subject, **changes: Any) -> int:
        theirs = [{"person": each.reference, "sex": "female"} for each in owners or (owner(71),)]
        body = BUSINESS | {"owners": theirs} | changes
        return int(require_made(await self.officer("Hala", *(owners or (owner(71),))).post("/enterprises", body))["id"])

    async def draft(self, enterprise: int | None = None, **changes: Any) -> int:
        where = {"call_id": self.call, "enterprise_id": enterprise or await self.enterprise(), "place": TELAFAR}
        return int(require_made(await self.officer().post("/applications", where | FORM | changes))["id"])

    async def step(self, id: int, act: str, by: str = "Hala", **body: Any) -> dict[str, Any]:
        return require_made(await self.officer(by).post(f"/applications/{id}/{act}", body or None))

    async def visit(self, id: int, by: str = "Omar", **found: Any) -> None:
        """Record what was found at the enterprise of an application."""
        enterprise = require_made(await self.officer().get(f"/applications/{id}"))["enterprise_id"]
        seen = {"enterprise_id": enterprise, "visited_on": today().isoformat(), "registration": "formal"} | found
        require_made(await self.officer(by).post("/verifications", seen))

    async def ready(self, enterprise: int | None = None, *, cleared: bool = True, **changes: Any) -> int:
        """An application that the committee may decide on; it was visited and verified by Omar."""
        id = await self.draft(enterprise, **changes)
        await self.step(id, "submit")
        await self.step(id, "screen")
        await self.visit(id)
        await self.step(id, "verify", by="Omar")
        await self.step(id, "complete")
        await self.step(id, "approve-plan", by="Omar")
        if cleared:
            check = {"outcome": "cleared", "checked_on": today().isoformat()}
            require_made(await self.finance.post(f"/applications/{id}/clearances", check))
        return id

    async def sitting(self, *members: Caller, **changes: Any) -> int:
        """A sitting that is held today, with members at it."""
        body = {"call_id": self.call, "held_on": today().isoformat(), "quorum": 3} | changes
        id = int(require_made(await self.officer().post("/sittings", body))["id"])
        for member in members or self.members:
            require_made(await member.post(f"/sittings/{id}/join"))
        return id

    async def vote(self, sitting: int, application: int, *choices: str) -> None:
        for member, choice in zip(self.members, choices or ("for", "for", "against"), strict=False):
            vote = {"application_id": application, "choice": choice}
            require_made(await member.post(f"/sittings/{sitting}/votes", vote))

    def chair(self, *owners: Subject) -> Caller:
        """A member of the committee whose mandate says who these people are."""
        sees = datasets(MODERATE)  # as the gateway has it: not what the check against sanction lists came to
        return self.service.caller(
            Role.COMMITTEE_MEMBER, caller=MEMBERS[0], subjects=owners or (owner(71),), datasets=sees
        )

    async def approve(self, application: int, *owners: Subject, amount: str = "12000.00") -> int:
        """Have a sitting approve an application; gives the number of the award."""
        sitting = await self.sitting()
        await self.vote(sitting, application)
        ruling = {"application_id": application, "decision": "approved", "amount": amount}
        require_made(await self.chair(*owners).post(f"/sittings/{sitting}/rulings", ruling))
        async with self.service.connection() as connection:
            return int(
                await connection.fetchval(
                    "SELECT id FROM awards WHERE application_id = $1 AND voided_at IS NULL", application
                )
            )

    async def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        async with self.service.connection() as connection:
            return [dict(row) for row in await connection.fetch(query, *values)]
