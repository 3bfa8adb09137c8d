"""Cohorts: one question over three services, compared with looking at each person of an invented register alone."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import cohort_reference as reference
import premises
import pytest
from premises import PILOT, TELAFAR, Caller, House

from demo import filling
from demo.sizes import Extent
from services.beneficiary.activities.views import ActivityType
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.households.views import Relation
from services.forums.members.views import MemberRole
from services.grants.assistances.views import Modality
from shared.callers import Service

COHORTS = "/v1/cohorts"
ON = date(2021, 3, 31)
SEATED = {"criterion": "forums.seated", "value": True}
SUPPORTED = {
    "any": [
        {"criterion": "grants.awarded", "value": True},
        {"criterion": "beneficiary.attended", "values": ["training_voc"]},
    ]
}
EXAMPLE = {
    "all": [
        {"criterion": "beneficiary.displacement_status", "values": ["returnee"]},
        {"criterion": "beneficiary.age", "min": 18, "max": 30},
        {"criterion": "beneficiary.place", "values": [TELAFAR]},
        SUPPORTED,
        {"not": SEATED},
    ]
}
"""Returnees aged 18 to 30 in Telafar, with an enterprise grant or vocational training, not yet in a forum."""
BREAKDOWNS = [
    f"beneficiary.{name}"
    for name in (
        *("governorate", "district", "subdistrict", "sex", "age_band"),
        *("displacement_status", "activity_type"),
    )
]


@dataclass
class Register:
    """A house over an invented register, and who of it consents to be named to staff."""

    house: House
    consenting: set[int]

    @property
    def monitor(self) -> Caller:
        return self.house.monitor()

    async def world(self, **of: Any) -> reference.World:
        return await reference.world(self.house.urls, ON, consenting=frozenset(self.consenting), **of)

    async def counted(self, expression: Any, *by: str, caller: Caller | None = None, **stated: Any) -> dict[str, Any]:
        body = {"expression": expression, "by": list(by), "on": str(ON), **stated}
        answer = await (caller or self.monitor).post(COHORTS, body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def fetch(self, service: Service, query: str, *values: Any) -> list[Any]:
        async with self.house.connection(service) as connection:
            rows: list[Any] = await connection.fetch(query, *values)
            return rows

    async def number(self, id: int) -> str:
        [[number]] = await self.fetch(Service.BENEFICIARY, "SELECT registration_number FROM people WHERE id = $1", id)
        return str(number)


@asynccontextmanager
async def filled(clone: Any, folder: Path, people: int) -> AsyncIterator[Register]:
    urls = {application: await clone(application) for application in (*Service, "gateway")}
    await filling.fill({service: urls[service] for service in Service}, folder, Extent(people=people, seed=8))

    async def taken(application: str) -> str:
        return urls[application]

    async with premises.house(taken) as house:
        yield Register(house, set())


@pytest.fixture(scope="module")
async def register(module_clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Register]:
    async with filled(module_clone, tmp_path_factory.mktemp("register"), 300) as opened:
        await _seat(opened)
        await _merge_some(opened)
        yield opened


async def _seat(register: Register) -> None:
    """Name people in seats of forums, straight in the databases; half of them consent to that."""
    seats = await register.fetch(Service.FORUMS, "SELECT id FROM members WHERE voided_at IS NULL ORDER BY id LIMIT 60")
    people = await register.fetch(
        Service.BENEFICIARY,
        "SELECT person_id FROM particulars WHERE voided_at IS NULL AND birth_date < '2000-01-01'"
        " ORDER BY place LIKE 'IQG15Q08%' DESC, person_id LIMIT 60",
    )
    named = [(seat["id"], person["person_id"]) for seat, person in zip(seats, people, strict=True)]
    async with register.house.connection(Service.FORUMS) as connection:
        await connection.executemany(
            "INSERT INTO namings (member_id, person_id, recorded_by) VALUES ($1, $2, 'test')", named
        )
    for _, person in named[::2]:
        await _decide(register, person, "given")


async def _decide(register: Register, person: int, decision: str) -> None:
    async with register.house.connection(Service.BENEFICIARY) as connection:
        notice = await connection.fetchval("SELECT max(id) FROM notices")
        await connection.execute(
            "INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed,"
            " notice_id, given_by, recorded_by)"
            " VALUES ($1, 'community-policing', 'staff', $2, '2021-03-01', 'ar', 'signature', $3, 'self', 'test')",
            person,
            decision,
            notice,
        )
    (register.consenting.add if decision == "given" else register.consenting.discard)(person)


async def _merge_some(register: Register) -> None:
    """Merge people of whom one was given something and the other sits, attends or lives elsewhere."""
    given = await register.fetch(Service.GRANTS, "SELECT DISTINCT person_id FROM assistances ORDER BY 1 LIMIT 12")
    named = await register.fetch(Service.FORUMS, "SELECT person_id FROM namings ORDER BY id LIMIT 24")
    pairs = {one["person_id"]: other["person_id"] for one, other in zip(given, named[::2], strict=True)}
    async with register.house.connection(Service.BENEFICIARY) as connection:
        for absorbed, survivor in pairs.items():
            if absorbed != survivor and survivor not in pairs and absorbed not in pairs.values():
                await connection.execute(
                    "INSERT INTO identities (person_id, survivor_id, recorded_by) VALUES ($1, $2, 'test')",
                    absorbed,
                    survivor,
                )


# --- against looking at each person -----------------------------------------------------------------------------------


def leaf(random: Random) -> dict[str, Any]:
    def some(codes: Any, most: int = 3) -> list[str]:
        return random.sample(sorted(str(code) for code in codes), random.randint(1, most))

    youngest = random.randint(0, 60)
    return random.choice(
        [
            {"criterion": "beneficiary.sex", "values": some(("female", "male"), 1)},
            {"criterion": "beneficiary.age", "min": youngest, "max": youngest + random.randint(0, 40)},
            {"criterion": "beneficiary.place", "values": some(("IQG15", TELAFAR, "IQG15Q08N03", "IQG04"), 2)},
            {"criterion": "beneficiary.displacement_status", "values": some(DisplacementStatus)},
            {"criterion": "beneficiary.household_role", "values": some(Relation)},
            {"criterion": "beneficiary.female_headed", "value": random.random() < 0.7},
            {"criterion": "beneficiary.attended", "values": some(ActivityType)},
            {"criterion": "beneficiary.attended_project", "values": [PILOT]},
            {"criterion": "beneficiary.enrolled", "values": some(ActivityType)},
            {"criterion": "grants.awarded", "value": random.random() < 0.7},
            {"criterion": "grants.assisted", "values": some(Modality)},
            {"criterion": "grants.assistance_project", "values": [PILOT]},
            {"criterion": "forums.seated", "value": random.random() < 0.7},
            {"criterion": "forums.seat_role", "values": some(MemberRole, 6)},
        ]
    )


def expression(random: Random, deep: int = 3) -> dict[str, Any]:
    kind = random.choice(("leaf", "all", "any", "not")) if deep else "leaf"
    if kind == "leaf":
        return leaf(random)
    if kind == "not":
        return {"not": expression(random, deep - 1)}
    return {kind: [expression(random, deep - 1) for _ in range(random.randint(1, 3))]}


def told(answer: Mapping[str, Any]) -> tuple[int, dict[Any, int], dict[Any, int]]:
    """The total, the cells and the totals of each value."""
    cells = {tuple(cell["of"]): cell["people"] for cell in answer["cells"]}
    return answer["total"], cells, {(line["breakdown"], line["of"]): line["people"] for line in answer["totals"]}


@pytest.mark.parametrize("areas", [("IQ",), ("IQG15Q08",)])
async def test_any_expression_is_counted_as_looking_at_each_person_does(
    register: Register, areas: tuple[str, ...]
) -> None:
    world, random = await register.world(areas=areas), Random(4)
    caller, sizes = register.house.monitor("somebody", *areas), set()
    for _ in range(40):
        asked, by = expression(random), random.sample(BREAKDOWNS, 2)
        people = world.members(asked)
        found = await register.counted(asked, *by, caller=caller)
        assert told(found) == (len(people), world.cells(people, by), world.totals(people, by)), json.dumps(asked)
        sizes.add(len(people))
    assert len(sizes) > 12
