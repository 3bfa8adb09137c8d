"""A person's profile: what putting it together costs above the reads that it is made of."""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Any

import aiohttp
import asyncpg

from bench import cpu, running
from bench.apart import GATEWAY, Apart, apart
from bench.asking import answer, asking, bearing
from bench.pairs import Way, compared
from bench.report import Claim
from bench.running import Nexus, Urls
from shared import mandate as mandates
from shared.callers import Purpose, Role, Service
from shared.mandate import Subject

CONNECTIONS, TIMES = 8, 600
TARGET = 2.0
TARGET_LATER_MS = 3.0
TARGET_GATEWAY_MS = 2.5
ROUNDS, EACH = 30, 20
CONSENTS = (Purpose.LIVELIHOOD_SUPPORT, Purpose.COMMUNITY_POLICING)
"""To what they consent whose jobs and seats are told."""


def claims() -> Iterator[Claim]:
    with running.folder() as var, running.databases(var) as (_, urls):
        with running.nexus(var, urls) as nexus:
            somebody = asyncio.run(found_somebody(urls))
            yield from _in_one_process(nexus, urls, somebody)
        with apart(urls) as platform:
            yield from _in_four_processes(platform, somebody)


@dataclass(frozen=True)
class Somebody:
    """Whose profile it is, as of which moment, and what it tells."""

    person_id: int
    number: str
    as_of: str

    @property
    def path(self) -> str:
        return f"/v1/people/{self.number}/profile?as_of={self.as_of}"

    @property
    def sought(self) -> dict[str, Any]:
        """What the register is asked about them."""
        return {"registration_number": self.number, "purposes": CONSENTS}

    @property
    def subject(self) -> Subject:
        return Subject(reference=self.number, person_id=self.person_id, cluster=(self.person_id,), consents=CONSENTS)


_WITH_MOST = """
SELECT person.id, person.registration_number
FROM people AS person JOIN enrolments AS enrolment ON enrolment.person_id = person.id AND enrolment.voided_at IS NULL
WHERE person.id = ANY ($1) GROUP BY person.id ORDER BY count(*) DESC, person.id LIMIT 1
"""
_CONSENT = """
INSERT INTO consents (recorded_by, person_id, purpose, recipient_class, decision, decided_on, language, witnessed,
    given_by, notice_id)
SELECT 'bench', $1, purpose, 'staff', 'given', current_date, 'ar', 'thumbprint', 'self', (SELECT min(id) FROM notices)
FROM unnest(ARRAY['livelihood-support', 'community-policing']) AS purpose
"""
_OWNER = """
INSERT INTO owners (recorded_by, enterprise_id, person_id, sex)
SELECT 'bench', min(enterprise_id), $1, 'male' FROM awards
"""
_JOB = """
INSERT INTO employments (recorded_by, award_id, person_id, kind, fte, sex, age_band, displacement_status, starts_on,
    contract, wage, verified_on)
SELECT 'bench', min(id), $1, 'new', 0.5, 'male', '18-59', 'unknown', '2019-11-10', 'permanent', '350-499', '2020-05-12'
FROM awards
"""
_SEAT = "INSERT INTO namings (recorded_by, member_id, person_id) SELECT 'bench', min(id), $1 FROM members"


async def found_somebody(urls: Urls) -> Somebody:
    """Somebody in the demo who was given assistance and takes part in activities, with an enterprise, a job and a seat
    in a forum besides, so that every section has something in it."""
    grants, registry, forums = [await asyncpg.connect(urls[name]) for name in ("grants", "beneficiary", "forums")]
    try:
        assisted = await grants.fetch("SELECT DISTINCT person_id AS id FROM assistances WHERE voided_at IS NULL")
        person_id, number = await registry.fetchrow(_WITH_MOST, [row["id"] for row in assisted])
        await registry.execute(_CONSENT, person_id)
        await grants.execute(_OWNER, person_id)
        await grants.execute(_JOB, person_id)
        await forums.execute(_SEAT, person_id)
        now: datetime = await registry.fetchval("SELECT clock_timestamp()")
        return Somebody(person_id, number, now.isoformat().replace("+00:00", "Z"))
    finally:
        for connection in (grants, registry, forums):
            await connection.close()


def _in_one_process(nexus: Nexus, urls: Urls, somebody: Somebody) -> Iterator[Claim]:
    """CPU of Python for one profile, as of a moment: Nexus, and three reads one after another."""
    with running.floor("profile", running.named(urls)) as (pid, address):
        reads = [f"{address}/people/{somebody.number}"]
        reads += [f"{address}/{noun}/{somebody.person_id}" for noun in ("given", "seats")]
        url = nexus.address + somebody.path
        told = answer(url, nexus.token(Role.MONITORING))
        _require_same([answer(each) for each in reads], told)

        def three(times: int) -> None:
            for each in reads:
                asking(each, CONNECTIONS)(times)

        yield compared(
            "profile, three bare reads",
            floor=Way(three, cpu.of(pid), TIMES),
            claimed=Way(
                asking(url, CONNECTIONS, bearing(partial(nexus.token, Role.MONITORING))), cpu.of(nexus.pid), TIMES
            ),
            target=TARGET,
        )


def _in_four_processes(platform: Apart, somebody: Somebody) -> Iterator[Claim]:
    """How much later a profile is there than its anchor and the slowest service after it, and the gateway's CPU."""
    url = platform.addresses[GATEWAY] + somebody.path
    above, medians = [], []
    for _ in range(ROUNDS):
        anchor = asyncio.run(_asked(platform, somebody, Service.BENEFICIARY, "/subjects/record", somebody.sought))
        slowest = max(
            asyncio.run(_asked(platform, somebody, service, path, {"people": [somebody.person_id]}))
            for service, path in ((Service.GRANTS, "/given"), (Service.FORUMS, "/seats"))
        )
        composed = asyncio.run(_median(url, _token(platform)))
        above.append(composed - anchor - slowest)
        medians.append((composed, anchor, slowest))
    composed, anchor, slowest = (statistics.median(side) for side in zip(*medians, strict=True))
    unit = f"ms on the wall ({composed:.2f} - {anchor:.2f} - {slowest:.2f})"
    yield Claim("profile, later at p50", statistics.median(above), TARGET_LATER_MS, unit)
    ask, clock = asking(url, CONNECTIONS, partial(_token, platform)), cpu.of(platform.pids[GATEWAY])
    costs = []
    ask(TIMES)
    for _ in range(9):
        before = clock()
        ask(TIMES)
        costs.append((clock() - before) / TIMES * 1000)
    yield Claim("profile, the gateway alone", statistics.median(costs), TARGET_GATEWAY_MS, "ms of CPU")


async def _asked(platform: Apart, somebody: Somebody, service: Service, path: str, body: Any) -> float:
    """Milliseconds for what the gateway asks of a service, asked of it alone."""
    mandate = platform.mandate(Role.MONITORING, service, datetime.fromisoformat(somebody.as_of), (somebody.subject,))
    return await _median(platform.addresses[service] + path, {mandates.HEADER: mandate}, body)


async def _median(url: str, headers: dict[str, str], body: Any = None) -> float:
    times = []
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        for _ in range(EACH):
            begun = perf_counter()
            async with session.request("GET" if body is None else "POST", url, json=body) as told:
                await told.read()
            times.append((perf_counter() - begun) * 1000)
    return statistics.median(times)


def _token(platform: Apart) -> dict[str, str]:
    return {"authorization": f"Bearer {platform.token(Role.MONITORING)}"}


def _require_same(floor: list[Any], told: Any) -> None:
    """Every section has the same rows, and of each row everything that the floor tells."""
    record, given, seats = floor
    record.pop("consents")
    for name, theirs in {**record, **given, "seats": seats}.items():
        ours = (told["record"] if name in record else told)[name]
        pairs = list(zip(theirs, ours, strict=True)) if isinstance(theirs, list) else [(theirs, ours)]
        if not pairs or any(_key(one) != _key(other) or one.keys() - other.keys() for one, other in pairs):
            raise AssertionError(f"the floor tells something else of {name}: {theirs} and not {ours}")


def _key(row: Any) -> Any:
    return row["registration_number"] if "registration_number" in row else row["id"]
