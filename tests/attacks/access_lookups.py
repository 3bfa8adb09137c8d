"""Everybody who looks people up through the whole platform, and what the reference says of each answer."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

import access_population as population
import access_reference as reference
from access_population import World, today
from house import bearing
from wire import Answer, ask

from shared.callers import CallerClass

_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass
class Attacker:
    """Everybody who looks people up, with what they were told before."""

    world: World
    known: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Pseudonyms that were told: under which agreement, and whom they stand for."""
    given: dict[tuple[str, int], str] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))
    batches: tuple[int, ...] = (1, 1, 1, 2, 3, 10, 40)
    """How many people are looked up at once."""
    noted: int = 0
    """The last row of the ledger that was looked at."""
    sought: int = 0
    found: int = 0
    refused: int = 0
    notes: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """By request id: what the ledger has to say of it."""

    async def look_up(self) -> str | None:
        """One lookup; gives what is wrong with its answer."""
        world, random = self.world, self.world.random
        partner = random.choice(tuple(population.PARTNERS))
        agreement = random.choice(world.standing(partner))
        purpose = agreement.purpose if random.random() < 0.95 else "donor-reporting"
        fields, wants = self._fields(agreement), random.random() < 0.4
        sought = [self._sought(agreement) for _ in range(random.choice(self.batches))]
        draft: dict[str, Any] = {"purpose": purpose, "people": [stated for stated, _ in sought]}
        draft |= {"fields": list(fields)} if fields is not None else {}
        draft |= {"assistances": True} if wants else {}
        day, request_id = today(), f"lookup-{next(self.numbers)}"
        token = world.house.partner(CallerClass(population.PARTNERS[partner]), partner)
        headers = [*bearing(token), (b"x-request-id", request_id.encode()), (b"if-none-match", b"*")]
        answer = await ask(world.house.gateway, "POST", "/v1/people/lookup", headers, json.dumps(draft).encode())
        question = reference.Question("people", purpose, fields)
        if today() != day:
            return None  # at midnight nobody knows which day it was
        answered = reference.answers(agreement, question, day) and (
            not wants or reference.answers(agreement, reference.Question("assistances"), day)
        )
        wrong = self._wrong(answer, agreement, [meant for _, meant in sought], fields, wants, answered, request_id)
        return wrong and f"{wrong}\n{draft}\nunder {agreement}\nanswered {answer.body.decode()[:2_000]}"

    def _fields(self, agreement: reference.Agreement) -> tuple[str, ...] | None:
        random = self.world.random
        if random.random() < 0.6:
            return None
        opened = sorted(reference.open_fields(agreement, "people"))
        offered = opened if opened and random.random() < 0.8 else [*reference.PERSON_FIELDS, "known_as_latin"]
        return tuple(random.sample(offered, min(len(offered), random.choice((1, 2, 4)))))

    def _sought(self, agreement: reference.Agreement) -> tuple[dict[str, Any], reference.Sought]:
        random = self.world.random
        person = self.world.somebody()
        born = person.birth_date.year if person.birth_date else 1990
        year = born if random.random() < 0.85 else random.choice((1990, 1991, born + 1))
        way = random.random()
        if way < 0.25 and self.known:
            mine = [one for one in self.known if self.known[one][0] == agreement.code]
            pseudonym = random.choice(mine if mine and random.random() < 0.7 else list(self.known))
            if random.random() < 0.1:
                pseudonym = pseudonym[:-1] + random.choice("ABCD")
            return {"pseudonym": pseudonym}, reference.Sought(pseudonym=self.known.get(pseudonym, ("", 0)))
        if way < 0.5 and person.documents:
            card = random.choice(person.documents)
            digits = card.digits.translate(_ARABIC) if random.random() < 0.3 else card.digits
            stated = {"document": {"type": card.type, "number": digits}, "birth_year": year}
            return stated, reference.Sought(document=(card.type, card.digits), birth_year=year)
        return (
            {"registration_number": person.number, "birth_year": year},
            reference.Sought(number=person.number, birth_year=year),
        )

    def _wrong(  # noqa: PLR0911 - one line for each thing that can be wrong
        self,
        answer: Answer,
        agreement: reference.Agreement,
        sought: list[reference.Sought],
        fields: tuple[str, ...] | None,
        wants: bool,
        answered: bool,
        request_id: str,
    ) -> str | None:
        if self.world.partner_suspended(agreement.partner):
            return None if (answer.status, answer.kind) == (401, "token-invalid") else "answered a suspended partner"
        if not answered:
            self.refused += 1
            seen = (answer.status, None if answer.status == 200 else answer.kind)
            return None if seen == (403, "not-in-agreement") else "answered, and ought to be refused"
        if answer.status != 200:
            return f"answered {answer.status}, and ought to be answered"
        if answer.headers.get(b"cache-control") != b"no-store" or b"etag" in answer.headers:
            return "may be kept by a cache"
        people, day = self.world.people.values(), today()
        rows = answer.json()["people"]
        if len(rows) != len(sought):
            return f"{len(rows)} answers to {len(sought)}"
        self._expect(request_id, agreement, [])
        whom: list[tuple[reference.Person, dict[str, Any]]] = []
        guessed = reference.guessed(sought)
        for row, one in zip(rows, sought, strict=True):
            self.sought += 1
            meant = None if one in guessed else reference.found(people, agreement, one, day)
            if (row is None) is not (meant is None):
                return f"{one}: {'found' if row else 'not found'}, and ought to be {meant}"
            if row is None or meant is None:
                continue
            self.found += 1
            whom.append((meant, row))
            if wrong := self._of_person(row, meant, agreement, fields, wants):
                return wrong
        self._expect(request_id, agreement, whom)
        return None

    def _of_person(
        self,
        row: dict[str, Any],
        meant: reference.Person,
        agreement: reference.Agreement,
        fields: tuple[str, ...] | None,
        wants: bool,
    ) -> str | None:
        row = dict(row)
        pseudonym, who = row.pop("pseudonym"), (agreement.code, meant.id)
        if not re.fullmatch(r"[A-Za-z0-9_-]{32}", pseudonym):
            return f"{pseudonym} is no pseudonym"
        if self.known.setdefault(pseudonym, who) != who or self.given.setdefault(who, pseudonym) != pseudonym:
            return f"{pseudonym} stands for {self.known[pseudonym]} and {who}"
        ought = reference.told(meant, agreement, fields, wants)
        if same(row) != same(ought):
            return f"told {row} and ought to tell {ought}"
        return None

    def _expect(
        self,
        request_id: str,
        agreement: reference.Agreement,
        whom: list[tuple[reference.Person, dict[str, Any]]],
    ) -> None:
        told: set[str] = set()
        for _, row in whom:
            told |= set(row) - {"assistances"}
            told |= {f"assistances.{name}" for one in row.get("assistances", ()) for name in one}
        self.notes[request_id] = (
            agreement.partner,
            agreement.caller_class,
            agreement.purpose,
            f"{agreement.code}/{agreement.number_in_force()}",
            "people",
            sorted(told),
            sorted({person.id for person, _ in whom}),
        )

    async def misnoted(self) -> str | None:
        """What the ledger says otherwise than it was; it is asked about everything since it was last asked."""
        rows = await self.world.gateway.fetch(
            "SELECT request_id, caller, caller_class, purpose, agreement, what, fields, array("
            "  SELECT person_id FROM read_subjects WHERE read_id = reads.id ORDER BY 1) AS people"
            " FROM reads WHERE request_id LIKE 'lookup-%' AND id > $1 ORDER BY id",
            self.noted,
        )
        seen = {row["request_id"]: (*list(row)[1:6], sorted(row["fields"]), list(row["people"])) for row in rows}
        self.noted = await last_read(self.world)
        notes, self.notes = self.notes, {}
        if len(rows) != len(seen):
            return "an answer was noted twice"
        wrong = [id for id in {*notes, *seen} if notes.get(id) != seen.get(id)]
        return f"noted {seen.get(wrong[0])} and ought to note {notes.get(wrong[0])}" if wrong else None

    async def attack(self, many: int) -> str | None:
        """So many lookups, with things happening in between; gives the first thing that is wrong."""
        for step in range(1, many + 1):
            if self.world.random.random() < 0.3:
                await self.world.something()
            if wrong := await self.look_up():
                return wrong
            if step % 50 == 0 and (wrong := await self.misnoted()):
                return wrong
        return await self.misnoted()


def same(told: dict[str, Any]) -> dict[str, Any]:
    """An answer as it is compared: an amount whose currency is not told has no granularity."""
    if "assistances" not in told:
        return told
    plain = [
        one if "amount" not in one or "currency" in one else {**one, "amount": Decimal(one["amount"])}
        for one in told["assistances"]
    ]
    return {**told, "assistances": plain}


async def last_read(world: World) -> int:
    return int(await world.gateway.fetchval("SELECT coalesce(max(id), 0) FROM reads"))
