"""The beneficiary service as the people use it who work with it, and what its database keeps underneath."""

from datetime import datetime
from typing import Any

from callers import Caller, Running, require_made

from shared.callers import Role

NINEWA, TELAFAR, ZUMMAR, SHIKHAN = "IQG15", "IQG15Q08", "IQG15Q08N03", "IQG15Q06"
NAJAF = "IQG04Q03"
PILOT = "JPN-SDN-2019"

PERSON = {
    "given_native": "زينب",
    "given_latin": "Zaynab",
    "father_native": "حسين",
    "sex": "female",
    "birth_date": "1990-07-01",
    "birth_precision": "year",  # to the day, one like her would be taken for her
    "place": TELAFAR,
}
ACTIVITY = {
    "project": PILOT,
    "type": "social_cohesion",
    "place": TELAFAR,
    "starts_on": "2019-06-01",
    "ends_on": "2019-06-30",
}


MHPSS = {"type": "mhpss", "mhpss_code": "3.4", "mhpss_layer": "2"}


class Registry:
    """Short ways to record what a test needs; every one of them goes through the service."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.caseworker = service.caller(Role.CASEWORKER)
        self.second = service.caller(Role.CASEWORKER, caller="somebody-else")
        self.lead = service.caller(Role.ACTIVITY_LEAD)
        self.monitor = service.caller(Role.MONITORING)
        self.sessions: dict[tuple[int, str], int] = {}

    async def person(self, **changes: Any) -> str:
        """The registration number of a person registered now."""
        made = require_made(await self.caseworker.post("/people", PERSON | changes))
        return str(made["registration_number"])

    async def household(self, place: str = TELAFAR) -> int:
        return int(require_made(await self.caseworker.post("/households", {"place": place}))["id"])

    async def membership(self, household: int, person: str, **changes: Any) -> int:
        body = {"household_id": household, "person": person, "relation": "child", "joined_on": "2019-01-01"} | changes
        return int(require_made(await self.caseworker.post("/memberships", body))["id"])

    async def merge(self, household: int, into: int, on: str = "2019-06-01", **relations: str) -> None:
        """Merge a household into another one; `relations` are by registration number."""
        named = [{"person": person, "relation": relation} for person, relation in relations.items()]
        body = {"into": into, "on": on, "relations": named}
        require_made(await self.caseworker.post(f"/households/{household}/merge", body))

    async def displacement(self, **stated: Any) -> int:
        body = {"status": "returnee", "since": "2018-01-01"} | stated
        return int(require_made(await self.caseworker.post("/displacements", body))["id"])

    async def activity(self, **changes: Any) -> int:
        """An activity; of MHPSS a social one, unless something else is stated."""
        changes = MHPSS | changes if changes.get("type") == "mhpss" else changes
        return int(require_made(await self.lead.post("/activities", ACTIVITY | changes))["id"])

    async def session(self, activity: int, day: str = "2019-06-10", **changes: Any) -> int:
        body = {"activity_id": activity, "held_on": day} | changes
        return int(require_made(await self.lead.post("/sessions", body))["id"])

    async def enrolment(self, activity: int, person: str, day: str = "2019-06-01") -> int:
        body = {"activity_id": activity, "person": person, "enrolled_on": day}
        return int(require_made(await self.lead.post("/enrolments", body))["id"])

    async def attendance(
        self, activity: int, person: str, day: str = "2019-06-10", outcome: str = "present", by: Caller | None = None
    ) -> int:
        """Somebody at the session of an activity on a day, of which there is one then."""
        if (activity, day) not in self.sessions:
            self.sessions[activity, day] = await self.session(activity, day)
        body = {"session_id": self.sessions[activity, day], "person": person, "outcome": outcome}
        return int(require_made(await (by or self.lead).post("/attendances", body))["id"])

    async def merge_people(self, absorbed: str, survivor: str, reason: str = "recognised") -> int:
        """The number of a merge, which another person confirmed where that is needed."""
        body = {"absorbed": absorbed, "survivor": survivor, "reason": reason}
        answer = await self.caseworker.post("/merges", body)
        made = require_made(answer)
        if answer.status_code == 201:
            return int(made["id"])
        confirmed = require_made(await self.second.post(f"/proposals/{made['id']}/confirm", {"ground": "asked"}))
        return int(confirmed["merge_id"])

    async def unmerge(self, merge: int) -> None:
        require_made(await self.caseworker.post(f"/merges/{merge}/undo", {"reason": "entered_in_error"}))

    async def reach(self, project: str = PILOT, as_of: datetime | None = None, **changes: Any) -> dict[str, Any]:
        """The people a project reached, as a monitoring officer is told."""
        monitor = self.service.caller(Role.MONITORING, as_of=as_of, **changes)
        return require_made(await monitor.get("/reach", project=project))

    async def reach_by_quarter(
        self, project: str = PILOT, as_of: datetime | None = None, **changes: Any
    ) -> dict[str, Any]:
        """The same by quarter."""
        monitor = self.service.caller(Role.MONITORING, as_of=as_of, **changes)
        return require_made(await monitor.get("/reach/quarters", project=project))

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        async with self.service.connection() as connection:
            return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))
