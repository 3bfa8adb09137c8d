"""Who takes part in help for one person: nobody but protection, for a reason, can find it out by any question.

A caseworker and an activity lead ask everything about somebody who takes part and about somebody who does not, at an
activity where somebody does and at one where nobody does. But for the numbers in them the answers are the same.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import access_samples as samples_of
import asyncpg
import pytest
from access_samples import AREA, OWN, PROJECT, Samples
from house import House, bearing
from wire import Answer, ask

from shared import facts, lists
from shared.callers import Role

REASON = (b"nexus-reason", b"follow-up")
OTHERS = (Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.MONITORING, Role.PROTECTION)
"""Those who may ask about taking part; protection states no reason."""
WRITERS = (Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.PROTECTION)
KINDS = {"focused": ("8.1", "3"), "specialised": ("10.1", "4")}


@dataclass
class Taking:
    """Two people and two activities of one kind: she takes part in one of them, and nobody else in any."""

    house: House
    code: str
    layer: str
    she: str = ""
    he: str = ""
    hers: dict[str, Any] = field(default_factory=dict)
    nobodys: dict[str, Any] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    """What is recorded of her, by noun."""

    @property
    def protection(self) -> str:
        return self.house.staff(Role.PROTECTION)

    async def asked(self, token: str, method: str, path: str, body: Any = None, *more: tuple[bytes, bytes]) -> Answer:
        stated = b"" if body is None else json.dumps(body).encode()
        return await ask(self.house.gateway, method, f"/v1/{path}", [*bearing(token), *more], stated)

    async def written(self, path: str, body: Any) -> dict[str, Any]:
        """What protection makes, for a reason."""
        answer = await self.asked(self.protection, "POST", path, body, REASON)
        assert answer.status in {200, 201}, answer.body.decode()
        made: dict[str, Any] = answer.json()
        return made

    async def begin(self, samples: Samples) -> None:
        stated = await samples.draft("people", OWN)  # the same of both
        self.she, self.he = [(await self.written("people", stated))["registration_number"] for _ in range(2)]
        self.hers, self.nobodys = await self._activity(), await self._activity()
        hers = self.hers
        enrolled = {"activity_id": hers["id"], "person": self.she, "enrolled_on": "2020-01-01"}
        self.records["enrolments"] = (await self.written("enrolments", enrolled))["id"]
        line = {"session_id": hers["sessions"][0], "person": self.she, "outcome": "present"}
        self.records["attendances"] = (await self.written("attendances", line))["id"]
        sheet = {"lines": [{"person": self.she, "outcome": "present"}]}
        await self.written(f"sessions/{hers['sessions'][1]}/sheet", sheet)
        given = {"activity_id": hers["id"], "person": self.she, "issued_on": "2020-12-31"}
        self.records["certificates"] = (await self.written("certificates", given))["id"]

    async def _activity(self) -> dict[str, Any]:
        lead = self.house.staff(Role.ACTIVITY_LEAD)
        stated = {
            "project": PROJECT,
            "type": "mhpss",
            "mhpss_code": self.code,
            "mhpss_layer": self.layer,
            "place": "IQG15Q08",
            "starts_on": "2020-01-01",
            "ends_on": "2020-12-31",
            "by_enrolment": True,
            "capacity": 1,
            "certificate_share": 50,
        }
        made: dict[str, Any] = (await self.asked(lead, "POST", "activities", stated)).json()
        made["sessions"] = [
            (await self.asked(lead, "POST", "sessions", {"activity_id": made["id"], "held_on": day})).json()["id"]
            for day in ("2020-02-03", "2020-02-10", "2020-02-17")
        ]
        return made

    def questions(self, person: str, activity: Mapping[str, Any]) -> dict[str, tuple[str, str, Any]]:
        """Everything that can be asked about a person and an activity, but for what ends something."""
        id, sessions = activity["id"], activity["sessions"]
        line = {"person": person, "outcome": "absent"}
        enrolment = {"activity_id": id, "person": person, "enrolled_on": "2020-01-02"}
        certificate = {"activity_id": id, "person": person, "issued_on": "2020-12-31"}
        found = {
            "activity": ("GET", f"activities/{id}", None),
            "sessions": ("GET", f"sessions?activity_id={id}&count=true", None),
            "enrolments": ("GET", f"enrolments?activity_id={id}&count=true", None),
            "attendances": ("GET", f"attendances?activity_id={id}&count=true", None),
            "attendances, one at a time": ("GET", f"attendances?activity_id={id}&limit=1", None),
            "person": ("GET", f"people/{person}", None),
            "record": ("GET", f"people/{person}/record", None),
            "history": ("GET", f"people/{person}/history", None),
            "disclosures": ("GET", f"people/{person}/disclosures", None),
            "search": ("POST", "people/search", {"activity_id": id, "count": True}),
            "search with the number": ("POST", "people/search", {"activity_id": id, "registration_number": person}),
            "enrol": ("POST", "enrolments", enrolment),
            "certificates": ("GET", f"certificates?activity_id={id}&count=true", None),
            "certify": ("POST", "certificates", certificate),
            "certify ahead": ("POST", "certificates", certificate | {"issued_on": "2090-01-01"}),
            "enrol too late": ("POST", "enrolments", enrolment | {"enrolled_on": "2021-01-01"}),
        }
        for place, session in enumerate(sessions):
            found |= {
                f"attendances of session {place}": ("GET", f"attendances?session_id={session}&count=true", None),
                f"attend session {place}": ("POST", "attendances", line | {"session_id": session}),
                f"sheet of session {place}": ("POST", f"sessions/{session}/sheet", {"lines": [line]}),
                f"empty sheet of session {place}": ("POST", f"sessions/{session}/sheet", {"lines": []}),
                f"sheet of session {place}, twice": ("POST", f"sessions/{session}/sheet", {"lines": [line, line]}),
            }
        return found

    async def answers(self, token: str, person: str, activity: Mapping[str, Any]) -> dict[str, str]:
        """The answers to all of it, without the numbers and times in them."""
        told = {}
        for name, (method, path, body) in self.questions(person, activity).items():
            answer = await self.asked(token, method, path, body)
            told[name] = f"{answer.status} {self._plain(answer.body, person, activity)}"
        return told

    def _plain(self, body: bytes, person: str, activity: Mapping[str, Any]) -> Any:
        names = {
            "activity": activity["id"],
            **{f"session {place}": id for place, id in enumerate(activity["sessions"])},
        }

        def plain(told: Any, key: str) -> Any:
            if isinstance(told, dict):
                return {name: plain(value, name) for name, value in told.items()}
            if isinstance(told, list):
                return [plain(each, key) for each in told]
            if told == person or key in {"recorded_at", "at", "registration_number", "trace_id"}:
                return key
            if key in {"id", "activity_id", "session_id"}:
                return next((name for name, id in names.items() if id == told), told)
            return told

        return plain(json.loads(body), "")


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    return await samples_of.prepared(house)


@pytest.fixture(scope="module", params=KINDS)
async def taking(house: House, samples: Samples, request: pytest.FixtureRequest) -> Taking:
    made = Taking(house, *KINDS[request.param])
    await made.begin(samples)
    return made


async def differing(taking: Taking, role: Role) -> list[str]:
    """The questions that are answered differently about her or hers than about somebody or something else."""
    token = taking.house.staff(role, areas=(AREA,))
    of_nobody = await taking.answers(token, taking.he, taking.nobodys)
    found = []
    for person, activity in ((taking.she, taking.hers), (taking.he, taking.hers), (taking.she, taking.nobodys)):
        told = await taking.answers(token, person, activity)
        found += [f"{name}: {told[name]} and not {of_nobody[name]}" for name in told if told[name] != of_nobody[name]]
    for noun, id in taking.records.items():
        for method, path, body in (
            ("GET", "", None),
            ("POST", "/void", {"reason": "duplicate"}),
            ("POST", "/withdraw", {"withdrawn_on": "2020-12-01"}),
        ):
            if path == "/withdraw" and noun != "enrolments":
                continue
            there, nothing = [await taking.asked(token, method, f"{noun}/{n}{path}", body) for n in (id, 987654321)]
            if (there.status, there.body) != (nothing.status, nothing.body):
                found.append(f"{method} {noun}{path}: {there.status} {there.body!r} and not {nothing.body!r}")
    for noun in taking.records:
        page = (await taking.asked(token, "GET", f"{noun}?limit=200&count=true")).json()
        if taking.she in json.dumps(page) or page["count"]["total"] != len(page["items"]):
            found.append(f"the list of {noun} shows or counts her")
    return found


@pytest.mark.parametrize("role", OTHERS)
async def test_nobody_finds_out_who_takes_part(taking: Taking, role: Role) -> None:
    assert await differing(taking, role) == []


async def test_who_is_on_no_list_is_refused_by_what_the_activity_is_alone(taking: Taking) -> None:
    for role in WRITERS:
        told = await taking.answers(taking.house.staff(role, areas=(AREA,)), taking.she, taking.hers)
        for question in ("enrol", "attend session 0", "sheet of session 0", "empty sheet of session 1", "certify"):
            assert told[question].startswith("403 "), (role, question, told[question])
            assert "for-protection-alone" in told[question]


async def test_protection_reads_who_takes_part_for_a_reason_and_that_is_written_down(taking: Taking) -> None:
    for noun, id in taking.records.items():
        answer = await taking.asked(taking.protection, "GET", f"{noun}/{id}", None, REASON)
        assert (answer.status, answer.json()["person"]) == (200, taking.she)
        page = (
            await taking.asked(taking.protection, "GET", f"{noun}?activity_id={taking.hers['id']}", None, REASON)
        ).json()
        assert {item["person"] for item in page["items"]} == {taking.she}
    registry = await asyncpg.connect(taking.house.urls["beneficiary"])
    gateway = await asyncpg.connect(taking.house.urls["gateway"])
    her = await registry.fetchval("SELECT id FROM people WHERE registration_number = $1", taking.she)
    read = await gateway.fetch(
        "SELECT read.what, read.reason FROM reads AS read JOIN read_subjects AS subject ON subject.read_id = read.id"
        " WHERE subject.person_id = $1 AND read.what = ANY ($2)",
        her,
        list(taking.records),
    )
    await registry.close()
    await gateway.close()
    assert {(row["what"], row["reason"]) for row in read} == {(noun, "follow-up") for noun in taking.records}


async def test_no_event_says_who_takes_part(taking: Taking) -> None:
    registry = await asyncpg.connect(taking.house.urls["beneficiary"])
    rows = await registry.fetch(
        "SELECT type, data::text AS data FROM outbox WHERE (data->>'activity')::int = $1", taking.hers["id"]
    )
    await registry.close()
    assert {"enrolment.recorded", "attendance.recorded", "certificate.given"} <= {row["type"] for row in rows}
    for row in rows:
        assert "person" not in json.loads(row["data"]), row["type"]


async def test_a_lead_cancels_a_session_without_learning_who_came(taking: Taking) -> None:
    lead = taking.house.staff(Role.ACTIVITY_LEAD, areas=(AREA,))
    told = []
    for activity in (taking.hers, taking.nobodys):
        last = activity["sessions"].pop()
        answer = await taking.asked(lead, "POST", f"sessions/{last}/void", {"reason": "entered_in_error"})
        told.append((answer.status, sorted(answer.json())))
    assert told[0] == told[1]


# --- planted holes: each of them is found -----------------------------------------------------------------------------


def _shown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(facts, "conceals", lambda source, mandate: False)


def _listed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lists, "conceals", lambda source, mandate: False)


def _found(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("services.beneficiary.search.reads.conceals", lambda source, mandate: False)


def _written(patch: pytest.MonkeyPatch) -> None:
    for room in ("enrolments", "attendances", "certificates"):
        patch.setattr(f"services.beneficiary.{room}.rules.require_opened", lambda *asked: None)


HOLES = {
    "records are shown": _shown,
    "rows are listed": _listed,
    "people are found": _found,
    "writes tell of what is there": _written,
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_is_found(taking: Taking, hole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    HOLES[hole](monkeypatch)
    assert await differing(taking, Role.CASEWORKER)
