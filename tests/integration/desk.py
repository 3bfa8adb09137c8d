"""The people who work with forums, and a forum as they set it up.

desk = Desk(forums)  # a fixture of conftest.py
forum = await desk.forum(level="governorate", place=NINEWA)
"""

from typing import Any

from callers import Running, require_made

from shared.callers import Role

NINEWA, TELAFAR, ZUMMAR = "IQG15", "IQG15Q08", "IQG15Q08N03"
NAJAF = "IQG04Q03"

FORUM = {
    "project": "JPN-SDN-2019",
    "name": "Tel Afar Community Policing Forum",
    "level": "district",
    "place": TELAFAR,
    "established_on": "2019-06-18",
    "set_up_by": "interior_ministry_with_programme",
}
MEMBER = {"role": "head", "sex": "female", "age_band": "18-59", "joined_on": "2019-06-18"}


class Desk:
    """The people who work with forums."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.focal_point = service.caller(Role.FORUM_FOCAL_POINT)
        self.monitor = service.caller(Role.MONITORING)

    async def forum(self, **changes: Any) -> int:
        return int(require_made(await self.focal_point.post("/forums", FORUM | changes))["id"])

    async def member(self, forum: int, **changes: Any) -> int:
        body = MEMBER | {"forum_id": forum} | changes
        return int(require_made(await self.focal_point.post("/members", body))["id"])

    async def establishment(self, code: str = "JPN-SDN-2019", **changes: Any) -> dict[str, Any]:
        monitor = self.service.caller(Role.MONITORING, **changes)
        return require_made(await monitor.get("/establishment", project=code))

    async def become(self, forum: int, act: str, since: str) -> dict[str, Any]:
        return require_made(await self.focal_point.post(f"/forums/{forum}/{act}", {"since": since}))

    async def active(self, **changes: Any) -> int:
        """A forum that meets."""
        forum = await self.forum(**changes)
        await self.become(forum, "activate", FORUM["established_on"])
        return forum


MEETING = {"kind": "regular", "scheduled_on": "2019-11-05", "agenda": ["last_minutes", "concerns"]}


async def scheduled(desk: Desk, forum: int, **changes: Any) -> int:
    made = await desk.focal_point.post("/meetings", {"forum_id": forum} | MEETING | changes)
    return int(require_made(made)["id"])


def there(role: str, sex: str, people: int = 1, age_band: str = "18-59") -> dict[str, Any]:
    return {"role": role, "sex": sex, "age_band": age_band, "people": people}


async def hold(desk: Desk, meeting: int, *attendance: dict[str, Any], on: str = "2019-11-05") -> Any:
    return await desk.focal_point.post(f"/meetings/{meeting}/hold", {"held_on": on, "attendance": list(attendance)})


async def peopled(desk: Desk, **changes: Any) -> int:
    """A forum of four who vote, two women among them, and a facilitator who does not."""
    forum = await desk.active(**changes)
    for role, sex in (
        ("head", "female"),
        ("member_women", "female"),
        ("member_community", "male"),
        ("local_police", "male"),
        ("programme_facilitator", "male"),
    ):
        await desk.member(forum, role=role, sex=sex)
    return forum
