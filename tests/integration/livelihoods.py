"""A package of livelihood assistance from its approval on: who draws it up, approves it and hands it over."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from callers import SOMEBODY, Caller, Running, require_made

from shared.callers import Role
from shared.mandate import Subject

TELAFAR, NAJAF = "IQG15Q08", "IQG04Q03"
PROJECT = {
    "code": "JPN-SDN-2019",
    "title": "Supporting the Security-Development Nexus in Iraq",
    "donor": "Government of Japan",
    "starts_on": "2019-04-01",
    "ends_on": "2020-03-31",
    "budget": "2750000",
    "currency": "USD",
}
ASSISTANCE = {
    "project": "JPN-SDN-2019",
    "recipient": SOMEBODY.reference,
    "sex": "male",
    "modality": "BSP",
    "place": TELAFAR,
    "amount": "2000.00",
    "currency": "USD",
    "approved_on": "2019-09-01",
}
GENERATOR = {"item": "Generator, 5 kVA", "unit": "piece", "quantity": 1, "unit_cost": "850.00"}
MACHINE = {"item": "Popcorn machine", "unit": "piece", "quantity": 2, "unit_cost": "575.00"}

_pages = count(1)


def person(number: int) -> Subject:
    """Somebody whom assistance may be for."""
    return Subject(reference=f"{number:04d}-0000-0000", person_id=number, cluster=(number,))


class Livelihoods:
    """The people who work with livelihood assistance, and what they begin with."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.finance = service.caller(Role.FINANCE_APPROVER, caller="Salim")
        self.monitor = service.caller(Role.MONITORING, caller="Layla")

    def officer(self, name: str = "Hala", **changes: Any) -> Caller:
        return self.service.caller(Role.GRANTS_OFFICER, caller=name, subjects=(SOMEBODY,), **changes)

    async def opened(self) -> "Livelihoods":
        require_made(await self.service.caller(Role.ADMINISTRATOR).post("/projects", PROJECT))
        return self

    async def on_a_fund(self) -> tuple[int, int]:
        """A fund of the project, and a phase of it in which assistance is approved."""
        administrator = self.service.caller(Role.ADMINISTRATOR)
        fund = {"project": "JPN-SDN-2019", "donor": "Government of Japan", "title": "Livelihoods"}
        money = {"ceiling": "10000.00", "currency": "USD", "threshold": "1000.00"}
        fund_id = require_made(await administrator.post("/funds", fund | money))["id"]
        days = {"starts_on": "2019-05-01", "ends_on": "2020-03-31"}
        phase = {"project": "JPN-SDN-2019", "number": 1, "title": "First"} | days
        return fund_id, require_made(await administrator.post("/phases", phase))["id"]

    async def assistance(self, **changes: Any) -> int:
        return int(require_made(await self.officer().post("/assistances", ASSISTANCE | changes))["id"])

    async def provision(self, *lines: Mapping[str, Any], **changes: Any) -> int:
        """What a new assistance is given as, which Hala draws up."""
        assistance = await self.assistance(**changes)
        body = {"assistance_id": assistance, "form": "in_kind", "lines": list(lines or (GENERATOR, MACHINE))}
        return int(require_made(await self.officer().post("/provisions", body))["id"])

    async def approved(self, *lines: Mapping[str, Any], **changes: Any) -> int:
        """The same, which Omar has approved."""
        provision = await self.provision(*lines, **changes)
        require_made(await self.officer("Omar").post(f"/provisions/{provision}/approve", {"version": 1}))
        return provision

    async def delivered(self, provision: int, **quantities: int) -> int:
        """What Hala hands over: so many of each line, called `line_` and its number."""
        return int(require_made(await self.officer().post("/deliveries", delivery(provision, **quantities)))["id"])


def delivery(provision: int, *, delivered_on: str = "2019-10-06", **quantities: int) -> dict[str, Any]:
    """That so many of each line were handed over, signed for on a page of its own."""
    lines = [{"number": int(name.removeprefix("line_")), "quantity": many} for name, many in quantities.items()]
    signed = {"sheet": "D-2019", "page": next(_pages)}
    return {"provision_id": provision, "delivered_on": delivered_on, "lines": lines} | signed
