"""A ministry that looks people up, in a house with one person in its reach and others who are not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import premises
from callers import require_made
from premises import TELAFAR, Caller, House, agree, introduce

from shared.callers import Role

LOOKUP = "/v1/people/lookup"
NAMED = ["given_native", "sex", "birth_date", "place"]
CARD = {"type": "national_card", "number": "198765432109"}
PURPOSE = "livelihood-support"


@dataclass
class World:
    """A house with a person in reach of a ministry, and others who are not."""

    house: House
    person: str
    refusing: str
    elsewhere: str
    outside: str

    async def ministry(self, code: str = "ministry") -> Caller:
        return await self.house.partner(code)

    async def agree(self, code: str = "ministry", **changes: Any) -> str:
        usual: dict[str, Any] = {
            "datasets": {"people": ("high", NAMED), "assistances": ("moderate", None)},
            "purpose": PURPOSE,
            "consent": PURPOSE,
            "areas": ["IQG15"],
        }
        async with self.house.connection() as connection:
            return await agree(connection, code, **(usual | changes))

    async def consent(self, person: str, decision: str = "given", **changes: Any) -> dict[str, Any]:
        stated = {
            "person": person,
            "purpose": PURPOSE,
            "recipient_class": "authority",
            "decision": decision,
            "decided_on": "2020-01-02",
            "language": "ar",
            "witnessed": "thumbprint",
            "given_by": "self",
            **({"notice_id": 1} if decision == "given" else {}),
        }
        return await self.house.made(self.house.staff(Role.CASEWORKER), "/v1/consents", **(stated | changes))

    async def double(self, **changes: Any) -> str:
        """Somebody in the ministry's reach who may be the `person`, registered again; gives the number."""
        caseworker = self.house.staff(Role.CASEWORKER)
        stated = {"given_native": "زينب", "sex": "female", "birth_date": "1990-07-01", "birth_precision": "year"}
        made = await self.house.made(caseworker, "/v1/people", **(stated | {"place": TELAFAR} | changes))
        twin: str = made["registration_number"]
        await premises.attend(self.house, 1, twin)
        await self.consent(twin)
        return twin

    async def merge(self, absorbed: str, survivor: str) -> int:
        """The number of a merge, which another person confirmed where that is needed."""
        body = {"absorbed": absorbed, "survivor": survivor, "reason": "same_document"}
        answer = await self.house.staff(Role.CASEWORKER).post("/v1/merges", body)
        made = require_made(answer)
        if answer.status_code == 201:
            return int(made["id"])
        another = self.house.staff(Role.CASEWORKER, name="somebody-else")
        confirmed = await self.house.made(another, f"/v1/proposals/{made['id']}/confirm", ground="asked")
        return int(confirmed["merge_id"])

    async def undo(self, merge: int) -> None:
        path = f"/v1/merges/{merge}/undo"
        await self.house.made(self.house.staff(Role.CASEWORKER), path, reason="entered_in_error")

    async def looked_up(self, sought: dict[str, Any], code: str = "ministry", **more: Any) -> Any:
        """What a partner is told of one person."""
        answer = await (await self.ministry(code)).post(LOOKUP, {"purpose": PURPOSE, "people": [sought], **more})
        (found,) = require_made(answer)["people"]
        return found


def number(person: str, year: int = 1990) -> dict[str, Any]:
    return {"registration_number": person, "birth_year": year}


@asynccontextmanager
async def ministrys_world(clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[World]:
    async with premises.house(clone) as house:
        told = await premises.record_pilot(house)
        caseworker = house.staff(Role.CASEWORKER)
        officer = house.staff(Role.DATA_PROTECTION_OFFICER)
        text = {"text_en": "We tell the ministry.", "text_ar": "نخبر الوزارة.", "text_ckb": "بە وەزارەت دەڵێین."}
        await house.made(officer, "/v1/notices", purpose=PURPOSE, recipient_class="authority", **text)
        person, _, elsewhere = told["people"]
        outside = {"given_native": "هدى", "sex": "female", "birth_date": "1990-01-01", "birth_precision": "day"}
        outside = (await house.made(caseworker, "/v1/people", **outside, place=TELAFAR))["registration_number"]
        refusing = {"given_native": "منى", "sex": "female", "birth_date": "1990-01-01", "birth_precision": "day"}
        refusing = (await house.made(caseworker, "/v1/people", **refusing, place=TELAFAR))["registration_number"]
        await premises.attend(house, 1, refusing, "2019-06-03")
        await house.made(caseworker, "/v1/documents", person=person, **CARD)
        async with house.connection() as connection:
            await introduce(connection, "ministry", "authority")
            await introduce(connection, "another", "authority")
        opened = World(house, person, refusing, elsewhere, outside)
        for one in (person, elsewhere, outside):
            await opened.consent(one)
        await opened.agree()
        yield opened
