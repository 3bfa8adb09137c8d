"""A site of cash for work: who opens it, who works there on which days, and who closes and confirms what that is
worth."""

from typing import Any

from callers import require_made
from livelihoods import Livelihoods, person

from shared.callers import Role

WORK = {
    "project": "JPN-SDN-2019",
    "place": "IQG15Q08",
    "kind": "canal_cleaning",
    "task": "Clean the canal between the two bridges",
    "starts_on": "2019-10-01",
    "ends_on": "2019-12-15",
    "wage": "18.00",
    "currency": "USD",
    "wage_rule": "tenth_below_minimum",
    "minimum_wage": "20.00",
    "wage_source": "Emergency Livelihoods Cluster, wages of September 2019",
    "hours": 5,
    "cap": 40,
    "places": 25,
}


class Sites(Livelihoods):
    """Everybody who has a part in cash for work."""

    async def work(self, **changes: Any) -> int:
        return int(require_made(await self.officer().post("/works", WORK | changes))["id"])

    async def approved_for(self, number: int, amount: str = "180.00", **changes: Any) -> int:
        """Cash for work that was approved for somebody; gives the number of the assistance."""
        who = person(number)
        officer = self.service.caller(Role.GRANTS_OFFICER, caller="Hala", subjects=(who,))
        body = {"recipient": who.reference, "modality": "CFW", "amount": amount} | changes
        stated = {"project": "JPN-SDN-2019", "sex": "female", "place": "IQG15Q08", "approved_on": "2019-09-01"}
        made = await officer.post("/assistances", stated | {"currency": "USD"} | body)
        return int(require_made(made)["id"])

    async def worker(self, work: int, number: int = 71, amount: str = "180.00", **changes: Any) -> int:
        """Somebody who has a place at a site, under assistance of their own."""
        body = {"work_id": work, "assistance_id": await self.approved_for(number, amount, **changes)}
        return int(require_made(await self.officer().post("/workers", body))["id"])

    async def worked(self, worker: int, *days: str) -> list[int]:
        """That somebody worked on these days."""
        return [int(require_made(await self.officer().post("/workdays", workday(worker, day)))["id"]) for day in days]

    async def closed(self, work: int, begins_on: str, ends_on: str) -> int:
        """A pay period that Hala closes."""
        body = {"work_id": work, "begins_on": begins_on, "ends_on": ends_on}
        return int(require_made(await self.officer().post("/periods", body))["id"])


def workday(worker: int, day: str, **changes: Any) -> dict[str, Any]:
    return {"worker_id": worker, "worked_on": day, "hours": 5, "sheet": "W-1"} | changes


def sheet(day: str, *workers: int, hours: int = 5) -> dict[str, Any]:
    """A foreman's sheet with these workers."""
    return {"worked_on": day, "sheet": "W-1", "lines": [{"worker_id": each, "hours": hours} for each in workers]}
