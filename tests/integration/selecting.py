"""Selection lists from what people answer to who holds a place: who assesses, verifies, lists and decides."""

from typing import Any

from books import Books
from callers import require_made
from committee import TELAFAR, owner

from shared.days import today
from shared.mandate import Subject

ANSWERS = {
    "assessed_on": "2026-01-08",
    "household_size": 6,
    "dependants": 4,
    "earners": 1,
    "income": "below_350000",
    "female_headed": True,
    "disability": False,
    "shelter": "rented",
    "debt": True,
    "experience": 3,
    "trained": False,
    "literate": True,
    "tools": False,
    "hours": 25,
}
"""They are worth 56 points, 37 of them for needs."""
VISIT = {"visited": "home", "visited_on": "2026-01-14", "found": "as_stated"}
ATTENDED = [{"role": "mukhtar", "women": 0, "men": 1}, {"role": "women", "women": 3, "men": 0}]


def somebody(id: int, household: int | None = None, *others: int) -> Subject:
    """Somebody as the mandate names them, with all ids that are theirs and where they live."""
    return owner(id, *others).model_copy(update={"household_id": household})


class Lists(Books):
    """Everybody who has a part in a selection: Hala makes a list, and Omar verifies, asks the community and decides."""

    by_list = 0

    async def opened(self) -> None:
        await super().opened()
        self.by_list = await self.phase(7, scoring="ila-2020")

    async def assess(self, who: Subject, by: str = "Hala", **changes: Any) -> Any:
        body = {"phase_id": self.by_list, "person": who.reference, "place": TELAFAR} | ANSWERS | changes
        return await self.officer(by, who).post("/assessments", body)

    async def verified(self, who: Subject, **changes: Any) -> int:
        """The assessment of somebody, which Omar has verified; gives its number."""
        id = int(require_made(await self.assess(who, **changes))["id"])
        require_made(await self.officer("Omar").post(f"/assessments/{id}/verify", VISIT))
        return id

    async def begun(self, places: int = 1, **changes: Any) -> int:
        """A list that Hala makes; gives its number."""
        body = {"phase_id": self.by_list, "place": TELAFAR, "places": places, "rule": "score_then_needs"} | changes
        return int(require_made(await self.officer().post("/selections", body))["id"])

    async def put_on(self, made: int, who: Subject, by: str = "Hala") -> Any:
        return await self.officer(by, who).post("/candidates", {"selection_id": made, "person": who.reference})

    async def closed(self, *people: Subject, places: int = 1) -> tuple[int, list[int]]:
        """A list on which these stand, each a little better than the next, closed; gives its number and theirs."""
        made, candidates = await self.begun(places), []
        for place, who in enumerate(people):
            await self.verified(who, hours=40, experience=5 if place == 0 else 3 if place == 1 else 1)
            candidates.append(int(require_made(await self.put_on(made, who))["id"]))
        require_made(await self.officer().post(f"/selections/{made}/close"))
        return made, candidates

    async def validate(self, made: int, by: str = "Omar", **opinions: str) -> Any:
        """A session in which the community says this of candidates, by number with a letter before it."""
        said = [
            {
                "candidate_id": int(candidate[1:]),
                "opinion": opinion,
                "reason": None if opinion == "confirmed" else "not_resident",
            }
            for candidate, opinion in opinions.items()
        ]
        body = {"selection_id": made, "held_on": today().isoformat(), "attended": ATTENDED, "opinions": said}
        return await self.officer(by).post("/validations", body)

    async def decided(self, *people: Subject, places: int = 1) -> tuple[int, list[int]]:
        """The same, whom the community confirms, and which Omar decides."""
        made, candidates = await self.closed(*people, places=places)
        require_made(await self.validate(made, **{f"c{id}": "confirmed" for id in candidates}))
        require_made(await self.officer("Omar").post(f"/selections/{made}/decide", {}))
        return made, candidates

    async def give(self, who: Subject, candidate: int | None, by: str = "Hala", **changes: Any) -> Any:
        changes = {"phase_id": self.by_list, "amount": "100.00", "candidate_id": candidate} | changes
        body = await self.package(recipient=who.reference, **changes)
        return await self.officer(by, who).post("/assistances", body)

    async def candidate(self, id: int) -> Any:
        return require_made(await self.officer().get(f"/candidates/{id}"))
