"""A platform whose parts are spoiled for each other, people who ask it all the while, and what must be true of that.

Each answer has to be there in time and to say what it lacks; each write that was acknowledged has to be there once;
what was told has to be written down. What is not so is a fault, in words.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from secrets import token_hex
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
from brisk import PATIENCE
from four import GATEWAY, Platform
from questions import CALLS, OWNERS, PASSED, TIMELINES, TOLD_AS, furnish, question
from sharing import LABOUR, World, settled

from bench.between import Fault, Proxies, Proxy, between
from embedded import postgres
from gateway.clients import budget
from shared.callers import Service
from shared.deadlines import HOP

SCRIPT = Path(__file__).with_name("brisk.py")
GRACE = 5.0
"""Seconds that a busy machine may add to a deadline."""
RECOVERY = 10.0
ASKERS = 8
NAME = "shaken"
"""Who writes here, so that what they wrote is known."""

_REFUSALS = {
    "service-unavailable",
    "services-unavailable",
    "service-busy",
    "too-slow",
    "try-again",
    "database-unavailable",
    "moment-not-reached",
}


@dataclass(frozen=True)
class Told:
    """What came of a question: its status, or nothing where the answer broke off."""

    what: str
    status: int | None
    seconds: float
    content: bytes
    headers: httpx.Headers

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found


@dataclass
class Ground:
    """A platform that runs, what stands between its parts, and what is true of it."""

    platform: Platform
    proxies: Proxies
    between: Mapping[str, Proxy]
    """By the name of the service, or of the application and `database`."""
    urls: Mapping[str, str]
    world: World
    truth: dict[str, bytes] = field(default_factory=dict)
    as_of: str = ""
    token: str = ""
    told: list[Told] = field(default_factory=list)
    keys: dict[str, set[str]] = field(default_factory=lambda: {"register": set(), "assist": set()})
    pending: list[tuple[str, str]] = field(default_factory=list)
    effects: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    over: bool = False
    may_break: bool = False
    """Whether answers may break off where they pass the door."""
    may_be_noted: bool = False
    """Whether something may be written down and then not told, because the gateway lost its own database."""

    # --- asking

    async def ask(self, client: httpx.AsyncClient, what: str) -> Told:
        """One question of a kind, and all that is wrong with its answer."""
        if what in self.keys:
            return await self.write(client, what, token_hex(8))
        told = await self._asked(client, what, *self._question(what))
        self.faults += self._wrong(told)
        return told

    async def write(self, client: httpx.AsyncClient, what: str, key: str) -> Told:
        """State something under a key; what is not acknowledged is stated again later."""
        self.keys[what].add(key)
        told = await self._asked(client, what, *self._question(what), key=key)
        self.faults += self._wrong(told)
        if told.status == 201:
            effect = str(told.json()["registration_number" if what == "register" else "id"])
            if self.effects.setdefault(key, effect) != effect:
                self.faults.append(f"{what}: one key, two effects")
        else:
            self.pending.append((what, key))
        return told

    def _question(self, what: str) -> tuple[str, str, Any, dict[str, str]]:
        return question(what, self.world, as_of=self.as_of, token=self.token, name=NAME)

    async def _asked(
        self,
        client: httpx.AsyncClient,
        what: str,
        method: str,
        path: str,
        body: Any,
        headers: dict[str, str],
        key: str | None = None,
    ) -> Told:
        begun = monotonic()
        if key is not None:
            headers = headers | {"idempotency-key": key}
        headers = headers | {"x-request-id": f"shaken-{token_hex(8)}"}
        try:
            answer = await client.request(method, self.platform.door.address + path, json=body, headers=headers)
            told = Told(what, answer.status_code, monotonic() - begun, answer.content, answer.headers)
        except httpx.TransportError:
            told = Told(what, None, monotonic() - begun, b"", httpx.Headers(headers))
        self.told.append(told)
        return told

    # --- judging

    def _wrong(self, told: Told) -> Iterator[str]:
        """What is wrong with an answer by itself."""
        if told.seconds > PATIENCE + HOP + GRACE:
            yield f"{told.what}: answered after {told.seconds:.1f} s"
        if told.status is None:
            if not (self.may_break and told.what in PASSED):
                yield f"{told.what}: no answer"
        elif told.status == 503:
            kind = told.json()["type"].removeprefix("/problems/")
            if kind not in _REFUSALS or int(told.headers.get("retry-after", 0)) < 1:
                yield f"{told.what}: refused as {kind}"
        elif told.status not in {200, 201}:
            yield f"{told.what}: answered {told.status}"
        elif told.what in self.truth:
            yield from self._untrue(told)

    def _untrue(self, told: Told) -> Iterator[str]:
        """What of an answer is not as it is known to be, and not declared missing."""
        found, true = told.json(), json.loads(self.truth[told.what])
        missing = set(found.get("missing", ()))
        if not missing and told.content != self.truth[told.what]:
            yield f"{told.what}: whole, and otherwise than before"
        if missing and found["status"] != "partial":
            yield f"{told.what}: complete, with something missing"
        told_of, known = _sections(found), _sections(true)
        for name, owner in OWNERS.items():
            if name not in true or name not in found:
                continue
            lacking = owner in missing and found[name] is None
            if not lacking and found[name] != true[name]:
                yield f"{told.what}: {name} told otherwise"
            became = "unavailable" if lacking and true[name] is not None else known.get(name)
            if name in known and told_of.get(name) != became:
                yield f"{told.what}: {name} told as what it is not"
        if told.what in TIMELINES:
            if found["items"] != [item for item in true["items"] if item["service"] not in missing]:
                yield f"{told.what}: what happened told otherwise"
            if told_of != known | dict.fromkeys(missing, "unavailable"):
                yield f"{told.what}: a part told as what it is not"
            if missing and found["next"] is None:
                yield f"{told.what}: at an end, with something missing"

    async def reckon(self) -> None:
        """State again what was not acknowledged, then compare what was acknowledged and told with what was kept."""
        async with asking() as client:
            for _ in range(3):
                again, self.pending = self.pending, []
                for what, key in again:
                    await self.write(client, what, key)
        self.faults += [f"{what}: never acknowledged" for what, _ in self.pending]
        for what, application, table in (
            ("register", "beneficiary", "people"),
            ("assist", "grants", "assistances"),
        ):
            kept = await self._rows(application, f"SELECT count(*) AS rows FROM {table} WHERE recorded_by = $1", NAMED)
            if kept[0]["rows"] != len(self.keys[what]):
                self.faults.append(f"{what}: {len(self.keys[what])} stated, {kept[0]['rows']} kept")
        await self._written_down()

    async def _written_down(self) -> None:
        """Whether all that was told is in the ledger, and to partners nothing else."""
        rows = await self._rows(
            GATEWAY,
            "SELECT request_id, what, cardinality(fields) AS fields, count(person_id) AS people FROM reads"
            " LEFT JOIN read_subjects ON read_id = id WHERE request_id LIKE 'shaken-%' GROUP BY id",
        )
        noted = {(row["request_id"], row["what"]): row for row in rows}
        for told in self.told:
            row = noted.get((told.headers.get("x-request-id", ""), TOLD_AS.get(told.what, "")))
            tells = told.what in TOLD_AS
            if tells and told.status == 200 and (row is None or not row["fields"] or not row["people"]):
                self.faults.append(f"{told.what}: told, and not written down")
            if told.what == "lookup" and told.status != 200 and row is not None and not self.may_be_noted:
                self.faults.append("lookup: written down, and not told")
        self.told.clear()

    async def _rows(self, application: str, statement: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.urls[application])
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    # --- what happens

    def sign_in(self) -> None:
        """Before anything is spoiled: to sign in takes the gateway's database, and a token some minutes."""
        self.token = self.world.partners[LABOUR].token

    async def learn(self) -> None:
        """What is true while nothing is wrong."""
        self.sign_in()
        async with asking() as client:
            live = await self._asked(client, "results, live", *self._question("results, live"))
            self.as_of = live.json()["as_of"].replace("+00:00", "Z")
            for what in ("profile", "results", "lookup", "enterprises", "area", *TIMELINES):
                told = await self._asked(client, what, *self._question(what))
                assert told.status == 200, told.content
                self.truth[what] = told.content
        for what in TIMELINES:
            assert {item["service"] for item in json.loads(self.truth[what])["items"]} == set(Service)
        self.told.clear()

    async def under(self, name: str, fault: Fault, seconds: float, delay: float = 0.0) -> float:
        """Let everybody ask for so many seconds while what passes at `name` is spoiled; gives how long it then took
        until everything was well."""
        self.may_break, self.may_be_noted = True, name.startswith(GATEWAY)
        await asyncio.to_thread(self.sign_in)
        await asyncio.to_thread(self.proxies.spoil, self.between[name], fault, delay)
        before = {service: self.between[service].asked for service in Service}
        begun = len(self.told)
        await self._asked_by_many(seconds)
        self._judge_amplification(name, before, self.told[begun:])
        await asyncio.to_thread(self.proxies.heal)
        return await self.recovered(name)

    async def recovered(self, name: str) -> float:
        begun = monotonic()
        async with asking() as client:
            while monotonic() - begun < RECOVERY + GRACE:
                told = [await self._asked(client, what, *self._question(what)) for what in (*self.truth, "person")]
                if all(self._is_whole(each) for each in told):
                    break
                await asyncio.sleep(0.05)
        took = monotonic() - begun
        if took > RECOVERY:
            self.faults.append(f"{name}: not well again after {RECOVERY:.0f} s")
        self.may_break = False
        return took

    def _is_whole(self, told: Told) -> bool:
        return told.status == 200 and told.content == self.truth.get(told.what, told.content)

    async def _asked_by_many(self, seconds: float) -> None:
        self.over = False

        async def asker(number: int) -> None:
            chance = Random(number)
            async with asking() as client:
                while not self.over:
                    await self.ask(client, chance.choice(tuple(CALLS)))

        askers = [asyncio.create_task(asker(number)) for number in range(ASKERS)]
        await asyncio.sleep(seconds)
        self.over = True
        await asyncio.gather(*askers)

    def _judge_amplification(self, name: str, before: Mapping[Service, int], told: list[Told]) -> None:
        wanted: Counter[Service] = Counter()
        for each in told:
            wanted.update(CALLS[each.what])
        for service in Service:
            asked = self.between[service].asked - before[service]
            if asked > wanted[service] + wanted[service] / budget.CALLS_FOR_ONE + budget.MOST_SAVED:
                self.faults.append(f"{name}: {service} asked {asked} times for {wanted[service]}")


NAMED = f"staff:{NAME}"


def _sections(answer: Mapping[str, Any]) -> dict[str, str]:
    """What became of each part of an answer, by its name."""
    stated = answer.get("sections", {})
    if isinstance(stated, dict):
        return stated
    if all("service" in each for each in stated):
        return {each["service"]: each["section"] for each in stated}
    return {each["section"]: each["status"] for each in stated}


@asynccontextmanager
async def asking() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        yield client


@contextmanager
def spoilable(folder: Path, server: postgres.Server, urls: Mapping[str, str]) -> Iterator[Ground]:
    """Four processes, with a proxy between every two parts, over databases that nothing was recorded in."""
    with between() as proxies:
        socket = server.socket_folder / ".s.PGSQL.5432"
        stand = {f"{name} database": proxies.socket(socket) for name in urls}
        told = {name: _over(url, stand[f"{name} database"].port) for name, url in urls.items()}
        platform = Platform(folder, told)
        for service in Service:
            stand[service.value] = proxies.http("127.0.0.1", urlsplit(platform.url(service)).port or 0)
            address = f"http://127.0.0.1:{stand[service.value].port}"
            platform.environment(GATEWAY)[f"{service.upper()}_URL"] = address
        platform.replace(GATEWAY, SCRIPT)
        try:
            platform.begin(*Service, GATEWAY)
            world = settled(platform.door, [LABOUR], ["zaynab", "samir"])
            furnish(world)
            yield Ground(platform, proxies, stand, urls, world)
        finally:
            for process in platform.processes.values():
                process.kill()


def _over(url: str, port: int) -> str:
    """The same database, by a port of this machine."""
    parts = urlsplit(url)
    return f"postgresql://{parts.username}:{parts.password}@127.0.0.1:{port}{parts.path}"
