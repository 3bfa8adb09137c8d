"""One of everything that routes can be about: in a caller's own area, in a foreign one, and none at all.

A noun that is new needs a recipe here; a route whose path or body cannot be filled fails the matrix.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import asyncpg
import earlier
import owed
from house import House, bearing, unused
from routes import Route
from wire import ask

from demo import partners
from shared.callers import CallerClass, Role, Service

OWN, FOREIGN, ABSENT = "own", "foreign", "absent"
AREA = "IQG15"
"""The area of callers who have one."""
PLACES = {OWN: "IQG15Q08", FOREIGN: "IQG04Q03"}
PROJECT, OTHER_PROJECT = "JPN-SDN-2019", "JPN-SDN-2020"
NOBODY, NOTHING, NO_PROJECT, NO_AGREEMENT = "0000-0000-0098", 987654321, "NO-SUCH-1", "no-such-agreement"
"""A registration number whose check digits fit and that is nobody's, and other keys of nothing."""
LONG_WORK = "forget-idempotency-keys"
WHY = {"reason": "entered_in_error"}
PURPOSE = "livelihood-support"

EVERYWHERE = {
    *("projects", "notices", "places", "seals", "agreements", "versions", "reviews", "partners", "credentials", "me"),
    *("jobs", "codelists", "cohorts", "funds", "phases", "calls", "sittings", "questions", "rates", "statements"),
    *("areas", "batches", "reports"),
}
"""What lies in no area: it is the same for everyone who may see it, and written by those who work in the country."""

OF_THE_CODE = {"places": AREA, "areas": AREA, "codelists": "sex", "versions": "1"}
"""What nobody has to record before it is there."""

FOR_A_REASON = ("reject", "waitlist", "readmit", "suspend", "resume", "terminate", "recover")
"""What takes an application off its way, or puts it back on it."""

LIVED_IN = {
    *(f"POST /v1/households/{{id}}/{act}" for act in ("head", "split", "merge", "unmerge")),
    *(f"POST /v1/memberships/{{id}}/{act}" for act in ("end", "move")),
}
"""What is done with a household that somebody lives in, or to one of those who do."""

SETTLED = ("findings", "doubles")
"""What follows from other records, and an officer settles."""
SCAN = b"%PDF-1.7 a scan"


@dataclass(frozen=True)
class Given:
    """What is stated as it is, and not in JSON: its type, who states it, and what the query says that it is about."""

    media: bytes
    by: Role
    field: str
    about: str


GIVEN: Mapping[str, Given] = {
    "files": Given(b"application/pdf", Role.GRANTS_OFFICER, "enterprise_id", "enterprises"),
    "answers": Given(b"text/csv", Role.MONITORING, "wave_id", "waves"),
}

Draft = dict[str, Any]
Recipe = Callable[["Samples", str], Awaitable[Draft]]

PARTNER_OF = {
    CallerClass.SECURITY: "moi",
    CallerClass.AUTHORITY: "molsa",
    CallerClass.AID: "aid-ngo",
    CallerClass.DONOR: "goj",
}
AT_WORK = ("forums", "indicators", "meetings", "minutes", "concerns", "plans", "actions", "referrals")
"""What forums do, as a ministry is told it."""
OPENED = {
    "security": dict.fromkeys(("results", *AT_WORK), ("moderate", None)),
    "authority": {"people": ("high", None), "assistances": ("moderate", None), "results": ("moderate", None)},
    "aid": {"people": ("moderate", None), "assistances": ("low", None), "results": ("moderate", None)},
    "donor": {"results": ("moderate", None)},
}


@dataclass
class Samples:
    """What is recorded before the attack, and how to record more of it."""

    house: House
    kept: dict[str, dict[str, Draft]] = field(default_factory=lambda: {OWN: {}, FOREIGN: {}})
    """By where it lies and by noun: one that is only looked at."""
    numbers: Any = field(default_factory=lambda: count(1))
    asked: int = 0
    """How many decisions were looked at."""
    lived_in: dict[str, int] = field(default_factory=dict)
    """By noun: a household that two live in, and the membership of one of them, which the last change is made of."""

    def number(self) -> int:
        """One that no other has."""
        return int(next(self.numbers))

    async def draft(self, noun: str, where: str) -> Draft:
        return await RECIPES[noun][1](self, where)

    async def make(self, noun: str, where: str, by: str | None = None) -> Draft:
        """One more of a noun, made by whoever makes such things, or by the token `by`."""
        if noun in {
            "seals",
            "credentials",
            "jobs",
            "agreements",
            "versions",
            "duplicates",
            "proposals",
            "awards",
            "tranches",
            "instructions",
            "wages",
            "reports",
            *SETTLED,
            *GIVEN,
        }:
            return await self._made_otherwise(noun, where)
        role, recipe = RECIPES[noun]
        body = json.dumps(await recipe(self, where)).encode()
        answer = await self.house.ask(by or self.house.staff(role), "POST", f"/v1/{noun}", body)
        assert answer.status == 201, f"{noun}: {answer.body.decode()}"
        made: Draft = answer.json()
        if noun == "forums":  # one that meets, as most do
            path, since = f"/v1/forums/{made['id']}/activate", json.dumps({"since": "2020-01-02"}).encode()
            assert (await self.house.ask(self.house.staff(role), "POST", path, since)).status == 200
        if noun == "concerns":  # one that the forum takes up
            path, since = f"/v1/concerns/{made['id']}/accept", json.dumps({"since": "2020-03-01"}).encode()
            assert (await self.house.ask(self.house.staff(role), "POST", path, since)).status == 200
        if noun == "safeguards":  # no number is told
            connection = await asyncpg.connect(self.house.urls[Service.FORUMS])
            made = {"id": await connection.fetchval("SELECT max(id) FROM safeguards")}
            await connection.close()
        return made

    async def _made_otherwise(self, noun: str, where: str) -> Draft:
        """What nobody makes by stating it alone."""
        anywhere = {"seals": self._seal, "credentials": self._credential, "jobs": self._job}
        somewhere = {"duplicates": self._duplicate, "proposals": self._proposal}
        somewhere |= {"findings": self._finding, "doubles": self._double, "files": self._file, "answers": self._answers}
        somewhere |= {"awards": self._award, "tranches": self._tranche}
        somewhere |= {"instructions": self._instruction, "wages": self._wage}
        somewhere |= {"reports": self._report}
        if noun in somewhere:
            return await somewhere[noun](where)
        return await anywhere.get(noun, self._agreement)()

    async def post(self, path: str, body: Draft) -> Draft:
        """What an activity lead makes."""
        lead = self.house.staff(Role.ACTIVITY_LEAD)
        answer = await self.house.ask(lead, "POST", f"/v1/{path}", json.dumps(body).encode())
        assert answer.status == 201, answer.body
        made: Draft = answer.json()
        return made

    async def seated(self, forum: int) -> Draft:
        """Somebody who sits in a forum."""
        who = {"forum_id": forum, "role": "head", "sex": "female", "age_band": "18-59", "joined_on": "2020-01-01"}
        token = self.house.staff(Role.FORUM_FOCAL_POINT)
        answer = await self.house.ask(token, "POST", "/v1/members", json.dumps(who).encode())
        assert answer.status == 201, answer.body
        made: Draft = answer.json()
        return made

    async def keep(self) -> None:
        """Of every noun one in each place."""
        for where in (OWN, FOREIGN):
            for noun in RECIPES:
                self.kept[where][noun] = await self.make(noun, where)
            await self._named(where)
            self.kept[where]["duplicates"] = await self._duplicate(where)
            self.kept[where]["proposals"] = await self._proposal(where)
            self.kept[where]["findings"] = await self._finding(where)
            self.kept[where]["awards"] = await self._award(where)
            self.kept[where]["doubles"] = await self._double(where)
            self.kept[where]["files"] = await self._file(where)
            self.kept[where]["answers"] = await self._answers(where)
            self.kept[where]["tranches"] = await self._tranche(where)
            self.kept[where]["instructions"] = await self._instruction(where)
            self.kept[where]["wages"] = await self._wage(where)
            self.kept[where]["reports"] = await self._report(where)
        self.kept[OWN]["seals"] = await self._seal(approved=True)
        self.kept[OWN]["credentials"] = await self._credential()
        self.kept[OWN]["jobs"] = await self._job()
        self.kept[OWN]["partners"] = {"code": self.kept[OWN]["credentials"]["partner"]}

    async def _named(self, where: str) -> None:
        """The person who is kept sits in the seat that is kept, and consents to be named to staff."""
        to_staff = {"purpose": "community-policing", "recipient_class": "staff"}
        officer, caseworker = self.house.staff(Role.DATA_PROTECTION_OFFICER), self.house.staff(Role.CASEWORKER)
        body = json.dumps(await self.draft("notices", where) | to_staff).encode()
        notice = (await self.house.ask(officer, "POST", "/v1/notices", body)).json()["id"]
        body = json.dumps(await self.draft("consents", where) | to_staff | {"notice_id": notice}).encode()
        answer = await self.house.ask(caseworker, "POST", "/v1/consents", body)
        assert answer.status == 201, answer.body
        path = f"/v1/members/{self.kept[where]['members']['id']}/name"
        body = json.dumps({"person": self.key("people", where)}).encode()
        answer = await self.house.ask(self.house.staff(Role.FORUM_FOCAL_POINT), "POST", path, body)
        assert answer.status == 200, answer.body
        self.kept[where]["namings"] = self.kept[where]["members"]

    async def _seal(self, approved: bool = False) -> Draft:
        seals = f"/v1/projects/{PROJECT}/results/seals"
        made = await self.house.ask(self.house.staff(Role.MONITORING, name="one"), "POST", seals, b"{}")
        assert made.status == 201, made.body
        seal: Draft = made.json()
        if approved:
            path = f"{seals}/{seal['id']}/approve"
            answer = await self.house.ask(self.house.staff(Role.MONITORING, name="another"), "POST", path)
            assert answer.status == 200, answer.body
        return seal

    async def _credential(self) -> Draft:
        """A secret of a partner of its own that waits for its approvals."""
        partner = key_of(await self.make("partners", OWN))
        token = self.house.staff(Role.ADMINISTRATOR, name="drafter")
        answer = await self.house.ask(token, "POST", f"/v1/partners/{partner}/credentials", b'{"kind": "secret"}')
        assert answer.status == 201, answer.body
        return {**answer.json(), "partner": partner}

    async def _duplicate(self, where: str) -> Draft:
        """Two people with one document."""
        _, _, found = await self.two_alike(where)
        return {"id": found["id"]}

    async def two_alike(self, where: str, sexes: tuple[str, str] = ("female", "female")) -> tuple[str, str, Draft]:
        """Two people who agree in all else that they state, with one document; and the pair that was raised of them."""
        token, number = self.house.staff(Role.CASEWORKER), f"D{self.number():07d}"
        people = []
        for sex in sexes:
            body = json.dumps(await self.draft("people", where) | {"sex": sex}).encode()
            people.append(key_of((await self.house.ask(token, "POST", "/v1/people", body)).json()))
        made: Draft = {}
        for person in people:
            held = {"person": person, "type": "passport", "number": number}
            answer = await self.house.ask(token, "POST", "/v1/documents", json.dumps(held).encode())
            assert answer.status == 201, answer.body
            made = answer.json()
        return people[0], people[1], made["possible_duplicates"][0]

    async def _proposal(self, where: str) -> Draft:
        """Two people who are held for one, and of whom one is said to be a man."""
        one, other, _ = await self.two_alike(where, ("female", "male"))
        body = json.dumps({"absorbed": one, "survivor": other, "reason": "recognised"}).encode()
        answer = await self.house.ask(self.house.staff(Role.CASEWORKER), "POST", "/v1/merges", body)
        assert answer.status == 202, answer.body
        made: Draft = answer.json()
        return made

    async def _finding(self, where: str) -> Draft:
        """Two assistances of one project, whose recipients proved to be one person."""
        one, other = await self.make("assistances", where), await self.make("assistances", where)
        connection = await asyncpg.connect(self.house.urls[Service.GRANTS])
        id = await connection.fetchval(
            "INSERT INTO findings (project, first_id, second_id, recorded_by)"
            " VALUES ($1, $2, $3, 'gateway') RETURNING id",
            *(one["project"], one["id"], other["id"]),
        )
        await connection.close()
        return {"id": id}

    async def _double(self, where: str) -> Draft:
        """Two enterprises with one phone."""
        draft = await _enterprise(self, where)
        token = self.house.staff(Role.GRANTS_OFFICER)
        for _ in range(2):
            answer = await self.house.ask(token, "POST", "/v1/enterprises", json.dumps(draft).encode())
            assert answer.status == 201, answer.body
        return {"id": answer.json()["doubles"][0]["id"]}

    async def _file(self, where: str) -> Draft:
        return await self.file_about(self.kept[where]["enterprises"]["id"])

    async def _tranche(self, where: str) -> Draft:
        """The one of a contract."""
        contract = await self.make("contracts", where)
        path = f"/v1/tranches?contract_id={contract['id']}"
        answer = await self.house.ask(self.house.staff(Role.GRANTS_OFFICER), "GET", path)
        made: Draft = answer.json()["items"][0]
        return made

    async def _instruction(self, where: str) -> Draft:
        """To pay an order of its own in cash, in a batch that is open."""
        order = await self.make("orders", where)
        connection = await asyncpg.connect(self.house.urls[Service.GRANTS])
        award = await connection.fetchrow("SELECT enterprise_id, fund_id FROM awards WHERE id = $1", order["award_id"])
        await connection.close()
        assert award is not None
        maker, another, third = (
            self.house.staff(Role.FINANCE_APPROVER, name=name) for name in ("somebody", "another", "a third")
        )
        paid = json.dumps(await self.draft("parties", where) | {"enterprise_id": award["enterprise_id"]}).encode()
        party = (await self.house.ask(maker, "POST", "/v1/parties", paid)).json()["id"]
        begun = json.dumps(await self.draft("batches", where) | {"fund_id": award["fund_id"]}).encode()
        batch = (await self.house.ask(maker, "POST", "/v1/batches", begun)).json()["id"]
        put = json.dumps({"orders": [order["id"]]}).encode()
        for token, path, body in (
            (another, f"/v1/parties/{party}/confirm", b""),
            (another, f"/v1/orders/{order['id']}/check", b""),
            (third, f"/v1/orders/{order['id']}/approve", b""),
            (maker, f"/v1/batches/{batch}/instructions", put),
        ):
            answer = await self.house.ask(token, "POST", path, body)
            assert answer.status == 200, answer.body
        answer = await self.house.ask(maker, "GET", f"/v1/instructions?order_id={order['id']}")
        made: Draft = answer.json()["items"][0]
        return made

    async def _wage(self, where: str) -> Draft:
        """The one of a period."""
        period = await self.make("periods", where)
        path = f"/v1/wages?period_id={period['id']}"
        answer = await self.house.ask(self.house.staff(Role.GRANTS_OFFICER), "GET", path)
        made: Draft = answer.json()["items"][0]
        return made

    async def _report(self, where: str) -> Draft:
        """Of a bank, on a batch."""
        connection = await asyncpg.connect(self.house.urls[Service.GRANTS])
        id = await connection.fetchval(
            "INSERT INTO reports (batch_id, message_id, reported_at, sha256, size, recorded_by)"
            " VALUES ($1, 'BANK', now(), $2, 1, 'staff:somebody') RETURNING id",
            self.kept[where]["batches"]["id"],
            f"{self.number():064x}",
        )
        await connection.close()
        return {"id": id}

    async def file_about(self, about: int) -> Draft:
        """A file about an enterprise."""
        return await self.given("files", about, OWN)

    async def _answers(self, where: str) -> Draft:
        """Those to a wave of their own."""
        return await self.given("answers", (await self.make("waves", where))["id"], where)

    async def given(self, noun: str, about: int, where: str) -> Draft:
        """What is stated as it is, about something there."""
        how = GIVEN[noun]
        headers = as_it_is(noun, bearing(self.house.staff(how.by)))
        path = f"/v1/{noun}?{how.field}={about}"
        answer = await ask(self.house.gateway, "POST", path, headers, self.content(noun, where))
        assert answer.status == 201, answer.body
        made: Draft = answer.json()
        return made

    def content(self, noun: str, where: str) -> bytes:
        """What is stated as it is."""
        if noun == "files":
            return SCAN
        columns = f"respondent,area,sex,age_band,weight,{self.kept[OWN]['questions']['code']}"
        return f"{columns}\n1,{PLACES[where]},female,25-35,1.0,yes\n".encode()

    async def _award(self, where: str) -> Draft:
        """One that was approved before there was a committee."""
        enterprise = await self.make("enterprises", where)
        url = self.house.urls[Service.GRANTS]
        on = {"project": PROJECT, "place": PLACES[where], "amount": "5000.00"}
        return {"id": await earlier.award(url, enterprise["id"], **on)}

    async def _job(self) -> Draft:
        """A job that waits, in every application the same."""
        id = f"job{self.number()}"
        for url in self.house.urls.values():
            connection = await asyncpg.connect(url)
            await connection.execute(
                "INSERT INTO jobs (id, kind, parameters, recorded_by) VALUES ($1, $2, '{}', 'staff:somebody')",
                id,
                LONG_WORK,
            )
            await connection.close()
        return {"id": id}

    async def _agreement(self) -> Draft:
        """An agreement of a partner of its own that waits for signatures."""
        number = self.number()
        connection = await asyncpg.connect(self.house.urls["gateway"])
        partner = partners.Partner(f"party-{number}", "A party", "aid")
        await partners.introduce(connection, partner, unused())
        await connection.close()
        body = json.dumps(agreement_draft(f"pact-{number}", partner.code)).encode()
        token = self.house.staff(Role.DATA_PROTECTION_OFFICER, name="drafter")
        answer = await self.house.ask(token, "POST", "/v1/agreements", body)
        assert answer.status == 201, answer.body
        made: Draft = answer.json()
        return made

    async def change(self, act: str, where: str, fresh: bool) -> Draft:
        """The body of a change to a household, or to somebody in it; `fresh`, to one that was made for it."""
        if fresh or act not in self.kept[where]:
            self.kept[where][act] = await self._change(act, where)
        return self.kept[where][act]

    async def _change(self, act: str, where: str) -> Draft:
        home, other = await self.make("households", where), await self.make("households", where)
        people = [key_of(await self.make("people", where)) for _ in range(2)]
        for person, relation in zip(people, ("head", "spouse"), strict=True):
            who = {"household_id": home["id"], "person": person, "relation": relation, "joined_on": "2020-01-01"}
            answer = await self.house.ask(
                self.house.staff(Role.CASEWORKER), "POST", "/v1/memberships", json.dumps(who).encode()
            )
            assert answer.status == 201, answer.body
        self.lived_in = {"households": home["id"], "memberships": answer.json()["id"]}
        on = {"on": "2021-01-01"}
        named = [{"person": person, "relation": "other_relative"} for person in people]
        match act:
            case "end":
                return {"left_on": "2021-01-01"}
            case "move":
                return {"household_id": other["id"], "relation": "head"} | on
            case "head":
                return {"person": people[1], "relations": named[:1]} | on
            case "split":
                return {"place": PLACES[where], "members": [named[1] | {"relation": "head"}]} | on
        merging = {"into": other["id"], "relations": named} | on
        if act == "unmerge":
            token, path = self.house.staff(Role.CASEWORKER), f"/v1/households/{home['id']}/merge"
            assert (await self.house.ask(token, "POST", path, json.dumps(merging).encode())).status == 200
            return WHY
        return merging

    # --- what stands in a path and a body ---

    def key(self, noun: str, where: str) -> str:
        """What stands for one of a noun in a path."""
        if where == ABSENT:
            return {
                "people": NOBODY,
                "projects": NO_PROJECT,
                "agreements": NO_AGREEMENT,
                "partners": NO_AGREEMENT,
                "places": "IQG99",
            }.get(noun, str(NOTHING))
        if noun in OF_THE_CODE:
            return OF_THE_CODE[noun]
        made = self.kept[where].get(noun) or self.kept[OWN].get(noun)
        assert made is not None, f"there is no sample of {noun}: give it a recipe"
        return key_of(made)


def reference_of(samples: Samples, route: Route, partner: str, key: str) -> str:
    """What a partner calls the record with a key under its agreement, in a path that takes that."""
    references = samples.house.gateway.state.references
    told: str = references.told(subject_of(route), {"id": int(key)}, partner, f"{partner}-agreement")["id"]
    return told


def key_of(made: Draft) -> str:
    if "scale" in made:  # the code of a question is that of all its versions
        return str(made["id"])
    return str(made.get("registration_number") or made.get("code") or made["id"])


def noun_of(route: Route, parameter: str) -> str:
    """What a path's parameter stands for: the noun before it, or before the name of the application that has it."""
    found = re.search(rf"([\w-]+)/\{{{parameter}\}}", route.path)
    assert found is not None, f"{route} has nothing before its {parameter}"
    return "jobs" if found[1] == "gateway" else found[1]


def subject_of(route: Route) -> str | None:
    """The noun that a route with a path to one thing is about: that of its last parameter."""
    return noun_of(route, route.parameters[-1]) if route.parameters else None


def days(number: int) -> str:
    return (date(2019, 6, 1) + timedelta(days=number % 2_000)).isoformat()


def agreement_draft(code: str, partner: str) -> Draft:
    return {"code": code, "partner": partner, "purpose": PURPOSE, "terms": terms()}


def terms() -> Draft:
    return {
        "legal_basis": "consent",
        "consent_purpose": PURPOSE,
        "grants": [{"dataset": "people", "ceiling": "moderate"}],
        "areas": [AREA],
        "projects": [PROJECT],
        "retention_days": 30,
        "destruction": "certificate",
        "starts_on": "2020-01-01",
        "ends_on": "2090-01-01",
        "review_on": "2080-01-01",
        "incident_contacts": ["incidents@example.org"],
    }


# --- recipes ---------------------------------------------------------------------------------------------------------


async def _number_of(samples: Samples, where: str) -> str:
    """The registration number of somebody who is in nothing yet."""
    return key_of(await samples.make("people", where))


async def _project(samples: Samples, where: str) -> Draft:
    code = f"TRY-{samples.number()}"
    money = {"budget": "1000000.00", "currency": "USD"}
    title = {"code": code, "title": "Something to try", "donor": "A donor"}
    return title | money | {"starts_on": "2019-01-01", "ends_on": "2035-12-31"}


def _unlike(number: int) -> str:
    """A name that sounds like no other number's."""
    letters = "بتسجدرشفكلن"
    return "".join(letters[number // len(letters) ** place % len(letters)] for place in range(4))


async def _person(samples: Samples, where: str) -> Draft:
    return {
        "given_native": "شهرزاد",
        "given_latin": "Shahrazad",
        "father_native": "عبدالجبار",
        # Of one line, each would be taken for the one before.
        "grandfather_native": _unlike(samples.number()),
        "great_grandfather_native": _unlike(samples.number()),
        "nisba_latin": "Al-Sinjari",
        "known_as_latin": "Umm Zaynab",
        "sex": "female",
        "birth_date": "1991-03-09",
        "birth_precision": "day",
        "place": PLACES[where],
    }


async def _merge(samples: Samples, where: str) -> Draft:
    absorbed, survivor, _ = await samples.two_alike(where)
    return {"absorbed": absorbed, "survivor": survivor, "reason": "recognised"}


async def _household(samples: Samples, where: str) -> Draft:
    return {"place": PLACES[where]}


async def _membership(samples: Samples, where: str) -> Draft:
    home = samples.kept[where].get("home") or await samples.make("households", where)
    samples.kept[where]["home"] = home
    person = await _number_of(samples, where)
    return {"household_id": home["id"], "person": person, "relation": "child", "joined_on": "2020-01-01"}


async def _displacement(samples: Samples, where: str) -> Draft:
    return {"person": await _number_of(samples, where), "status": "returnee", "since": "2020-01-01"}


async def _activity(samples: Samples, where: str) -> Draft:
    time = {"starts_on": "2019-06-01", "ends_on": "2035-12-31"}
    what = {"type": "mhpss", "mhpss_code": "3.4", "mhpss_layer": "2", "facilitator": "Sinjari"}
    what |= {"by_enrolment": True, "certificate_share": 50}
    return {"project": PROJECT, "place": PLACES[where]} | what | time


async def _session(samples: Samples, where: str) -> Draft:
    return {"activity_id": samples.kept[where]["activities"]["id"], "held_on": days(samples.number())}


async def _enrolment(samples: Samples, where: str) -> Draft:
    activity = samples.kept[where]["activities"]["id"]
    return {"activity_id": activity, "person": await _number_of(samples, where), "enrolled_on": "2019-06-01"}


async def _attendance(samples: Samples, where: str) -> Draft:
    """The person who is kept, enrolled once, at a session of its own each time."""
    kept = samples.kept[where]
    person, activity = kept["people"]["registration_number"], kept["activities"]["id"]
    if "place" not in kept:
        place = {"activity_id": activity, "person": person, "enrolled_on": "2019-06-01"}
        kept["place"] = await samples.post("enrolments", place)
    session = await samples.make("sessions", where)
    return {"session_id": session["id"], "person": person, "outcome": "present"}


async def _certificate(samples: Samples, where: str) -> Draft:
    """Of an activity of its own, with one session, at which somebody was."""
    activity = await samples.make("activities", where)
    person = await _number_of(samples, where)
    at = {"activity_id": activity["id"]}
    session = await samples.post("sessions", at | {"held_on": "2019-06-02"})
    await samples.post("enrolments", at | {"person": person, "enrolled_on": "2019-06-01"})
    await samples.post("attendances", {"session_id": session["id"], "person": person, "outcome": "present"})
    return at | {"person": person, "issued_on": "2019-07-01"}


async def _document(samples: Samples, where: str) -> Draft:
    person = samples.kept[where]["people"]["registration_number"]
    valid = {"authority": "Passports, Sinjar", "valid_from": "2020-01-01", "valid_until": "2030-01-01"}
    return {"person": person, "type": "passport", "number": f"A{samples.number():07d}"} | valid


async def _phone(samples: Samples, where: str) -> Draft:
    person = samples.kept[where]["people"]["registration_number"]
    number = f"0730 {samples.number():07d}"
    when = {"call_from": 9, "call_until": 13}
    return {"person": person, "number": number, "owner": "neighbour", "safe_to_call": True} | when


async def _functioning(samples: Samples, where: str) -> Draft:
    person = samples.kept[where]["people"]["registration_number"]
    answers = [{"question": "seeing", "answer": "cannot_do"}, {"question": "hearing", "answer": "refused"}]
    return {"person": person, "asked_on": days(samples.number()), "answers": answers}


async def _notice(samples: Samples, where: str) -> Draft:
    text = {"text_en": "We tell the ministry.", "text_ar": "نخبر الوزارة.", "text_ckb": "بە وەزارەت دەڵێین."}
    return {"purpose": PURPOSE, "recipient_class": "authority"} | text


async def _consent(samples: Samples, where: str) -> Draft:
    notice = samples.kept[OWN].get("notice on consent") or await samples.make("notices", where)
    samples.kept[OWN]["notice on consent"] = notice
    return {
        "person": samples.kept[where]["people"]["registration_number"],
        "purpose": PURPOSE,
        "recipient_class": "authority",
        "decision": "given",
        "decided_on": "2020-01-02",
        "language": "ar",
        "witnessed": "thumbprint",
        "given_by": "self",
        "notice_id": notice["id"],
    }


async def _registration(samples: Samples, where: str) -> Draft:
    about = {"documents": [await _document(samples, where)], "phones": [await _phone(samples, where)]}
    for parts in about.values():
        del parts[0]["person"]
    consent = await _consent(samples, where)
    del consent["person"]
    member = {"relation": "head", "joined_on": "2020-01-01"}
    person = await _person(samples, where) | member | about | {"consents": [consent]}
    household = {"place": PLACES[where], "displacement": {"status": "returnee", "since": "2020-01-01"}}
    return {"household": household, "people": [person]}


async def _enterprise(samples: Samples, where: str) -> Draft:
    number = samples.number()
    owner = {"person": samples.kept[where]["people"]["registration_number"], "sex": "female"}
    what = {"legal_name": f"Sinjari {_unlike(number)}", "registry_number": f"R-{number}", "founded": 2011}
    what |= {"phone": f"0730 {number:07d}", "registration": "support_letter"}
    what |= {"staff_women": 1, "staff_men": 2, "revenue": "9000.00", "currency": "USD"}
    return {"name": "Sinjari and daughters", "sector": "food", "place": PLACES[where], "owners": [owner]} | what


async def _owner(samples: Samples, where: str) -> Draft:
    """Of an enterprise of its own, who is in nothing yet."""
    enterprise = await samples.make("enterprises", where)
    return {"enterprise_id": enterprise["id"], "person": await _number_of(samples, where), "sex": "male"}


async def _verification(samples: Samples, where: str) -> Draft:
    """Of an enterprise that the caller did not record."""
    body = json.dumps(await _enterprise(samples, where)).encode()
    token = samples.house.staff(Role.GRANTS_OFFICER, name="who recorded it")
    made = (await samples.house.ask(token, "POST", "/v1/enterprises", body)).json()
    found = {"name": "Sinjari", "legal_name": "Sinjari", "registry_number": "R", "phone": "0730 1234567"}
    found |= {"sector": "food", "place": PLACES[where], "founded": 2011, "registration": "formal"}
    found |= {"staff_women": 1, "staff_men": 2, "revenue": "9000.00", "currency": "USD"}
    return {"enterprise_id": made["id"], "visited_on": "2020-01-02"} | found


async def _fund(samples: Samples, where: str) -> Draft:
    money = {"ceiling": "900000000.00", "currency": "USD"}
    return {"project": PROJECT, "donor": "A donor", "title": "A fund"} | money


async def _call(samples: Samples, where: str) -> Draft:
    money = {"budget": "100000.00", "smallest": "1000.00", "largest": "9000.00", "currency": "USD"}
    when = {"opens_at": "2020-01-01T00:00:00Z", "closes_at": "2090-01-01T00:00:00Z"}
    what = {"variant": "general", "sectors": ["food"], "scoring": "eoi-2019", "least_years": 1}
    what |= {"least_contribution": 1, "registered": False, "districts": [PLACES[where]]}
    return {"fund_id": samples.kept[OWN]["funds"]["id"]} | what | money | when


async def _application(samples: Samples, where: str) -> Draft:
    enterprise = await samples.make("enterprises", where)
    call = samples.kept[where]["calls"]["id"]
    return {"call_id": call, "enterprise_id": enterprise["id"], "place": PLACES[where]} | form()


def form() -> Draft:
    """Everything that an application may state."""
    yes = ("female_representative", "female_leader", "social_responsibility", "staff_benefits", "diversity_policy")
    jobs = {"new_women": 1, "new_men": 1, "priority_staff": 1}
    return {"amount": "5000.00", "contribution": "500.00", "uses": ["stock"]} | jobs | dict.fromkeys(yes, True)


async def _sitting(samples: Samples, where: str) -> Draft:
    return {"call_id": samples.kept[where]["calls"]["id"], "held_on": "2020-02-01", "quorum": 3}


async def _phase(samples: Samples, where: str) -> Draft:
    when = {"starts_on": "2019-09-01", "ends_on": "2030-01-01"}
    return {"project": PROJECT, "number": samples.number(), "title": "Livelihoods"} | when


ANSWERS = {
    **{"assessed_on": "2020-01-08", "household_size": 6, "dependants": 4, "earners": 1, "income": "nothing"},
    **{"female_headed": True, "disability": True, "shelter": "hosted", "debt": True, "experience": 3},
    **{"trained": True, "literate": True, "tools": False, "hours": 25},
}
VISIT = {"visited": "home", "visited_on": "2020-01-14", "found": "as_stated"}


async def _assessment(samples: Samples, where: str) -> Draft:
    """Of somebody, for the phase of the list that is kept."""
    phase, person = samples.kept[where]["selections"]["phase_id"], await _number_of(samples, where)
    return {"phase_id": phase, "person": person, "place": PLACES[where]} | ANSWERS


async def _selection(samples: Samples, where: str) -> Draft:
    """Of a phase of its own."""
    draft = json.dumps(await _phase(samples, where) | {"scoring": "ila-2020"}).encode()
    phase = await samples.house.ask(samples.house.staff(Role.ADMINISTRATOR), "POST", "/v1/phases", draft)
    assert phase.status == 201, phase.body
    return {"phase_id": phase.json()["id"], "place": PLACES[where], "places": 5, "rule": "score_then_needs"}


async def _candidate(samples: Samples, where: str) -> Draft:
    """On the list that is kept, by an assessment that somebody verified."""
    return await _to_be_listed(samples, where, samples.kept[where]["selections"])


async def _to_be_listed(samples: Samples, where: str, selection: Draft) -> Draft:
    draft = await _assessment(samples, where) | {"phase_id": selection["phase_id"]}
    token = samples.house.staff(Role.GRANTS_OFFICER)
    made = await samples.house.ask(token, "POST", "/v1/assessments", json.dumps(draft).encode())
    assert made.status == 201, made.body
    token = samples.house.staff(Role.GRANTS_OFFICER, name="who verifies")
    path = f"/v1/assessments/{made.json()['id']}/verify"
    answer = await samples.house.ask(token, "POST", path, json.dumps(VISIT).encode())
    assert answer.status == 200, answer.body
    return {"selection_id": selection["id"], "person": draft["person"]}


async def _validation(samples: Samples, where: str) -> Draft:
    """About a list that somebody else made and closed, with one on it."""
    kept = samples.kept[where]
    if "closed list" not in kept:
        maker = samples.house.staff(Role.GRANTS_OFFICER, name="who makes lists")
        draft = json.dumps(await _selection(samples, where)).encode()
        made = (await samples.house.ask(maker, "POST", "/v1/selections", draft)).json()
        draft = json.dumps(await _to_be_listed(samples, where, made)).encode()
        candidate = (await samples.house.ask(maker, "POST", "/v1/candidates", draft)).json()
        closed = await samples.house.ask(maker, "POST", f"/v1/selections/{made['id']}/close")
        assert closed.status == 200, closed.body
        kept["closed list"] = {"selection_id": made["id"], "candidate_id": candidate["id"]}
    opinion = {"candidate_id": kept["closed list"]["candidate_id"], "opinion": "confirmed"}
    about = {"selection_id": kept["closed list"]["selection_id"], "held_on": "2020-02-01"}
    return about | {"attended": [{"role": "youth", "women": 1, "men": 2}], "opinions": [opinion]}


async def _assistance(samples: Samples, where: str) -> Draft:
    """In a phase of its own, of which a household has one."""
    person = samples.kept[where]["people"]["registration_number"]
    money = {"amount": "500.00", "currency": "USD", "approved_on": "2020-02-01"}
    what = {"project": PROJECT, "recipient": person, "sex": "female", "modality": "BSP", "place": PLACES[where]}
    phase = await samples.make("phases", where)
    return what | money | {"fund_id": samples.kept[OWN]["funds"]["id"], "phase_id": phase["id"]}


async def _provision(samples: Samples, where: str) -> Draft:
    """Of assistance of its own."""
    assistance = await samples.make("assistances", where)
    line = {"item": "Generator", "unit": "piece", "quantity": 2, "unit_cost": "250.00"}
    return {"assistance_id": assistance["id"], "form": "in_kind", "lines": [line]}


async def _delivery(samples: Samples, where: str) -> Draft:
    """Of something of its own, which somebody else than who delivers it approved."""
    provision = await samples.make("provisions", where)
    token = samples.house.staff(Role.FINANCE_APPROVER, name="approver of provisions")
    answer = await samples.house.ask(token, "POST", f"/v1/provisions/{provision['id']}/approve", b'{"version": 1}')
    assert answer.status == 200, answer.body
    signed = {"delivered_on": "2020-03-01", "sheet": f"D-{samples.number()}", "page": 1}
    return {"provision_id": provision["id"], "lines": [{"number": 1, "quantity": 1}]} | signed


async def _under(samples: Samples, where: str, modality: str) -> int:
    """Assistance of this kind; gives its number."""
    draft = json.dumps(await _assistance(samples, where) | {"modality": modality}).encode()
    answer = await samples.house.ask(samples.house.staff(Role.GRANTS_OFFICER), "POST", "/v1/assistances", draft)
    assert answer.status == 201, answer.body
    return int(answer.json()["id"])


async def _placement(samples: Samples, where: str) -> Draft:
    """At the enterprise that is kept there, under assistance of its own."""
    host = {"enterprise_id": samples.kept[where]["enterprises"]["id"], "starts_on": "2020-03-01", "months": 3}
    return {"assistance_id": await _under(samples, where, "OJT"), "stipend": "100.00"} | host


async def _course(samples: Samples, where: str) -> Draft:
    what = {"subject": "Welding", "hours": 120, "starts_on": "2020-03-01"}
    return {"assistance_id": await _under(samples, where, "VT")} | what


async def _followup(samples: Samples, where: str) -> Draft:
    """Of what was delivered under assistance of its own."""
    delivered = await samples.make("deliveries", where)
    found = {"state": "goes_on", "income": "not_said", "asset": "in_use", "difficulties": ["costs"]}
    when = {"mark": "after_1_month", "followed_on": "2020-04-01", "means": "phone"}
    return {"assistance_id": delivered["assistance_id"]} | when | found


async def _work(samples: Samples, where: str) -> Draft:
    what = {"project": PROJECT, "place": PLACES[where], "kind": "planting", "task": "Plant trees"}
    wage = {"wage": "20.00", "currency": "USD", "wage_rule": "cluster_rate", "wage_source": "The cluster"}
    when = {"starts_on": "2020-02-01", "ends_on": "2025-12-31"}
    return what | wage | when | {"hours": 5, "cap": 40, "places": 100}


async def _worker(samples: Samples, where: str) -> Draft:
    """At a site of their own, under assistance of their own."""
    work = await samples.make("works", where)
    return {"work_id": work["id"], "assistance_id": await _under(samples, where, "CFW")}


async def _workday(samples: Samples, where: str) -> Draft:
    """Of a worker of its own, on a day of its own."""
    worker = await samples.make("workers", where)
    day = (date(2020, 2, 1) + timedelta(days=samples.number() % 2_000)).isoformat()
    return {"worker_id": worker["id"], "worked_on": day, "hours": 5, "sheet": f"W-{worker['id']}"}


async def _period(samples: Samples, where: str) -> Draft:
    """Of the one day on which somebody worked at a site of its own."""
    worked = await samples.make("workdays", where)
    return {"work_id": worked["work_id"], "begins_on": worked["worked_on"], "ends_on": worked["worked_on"]}


async def _contract(samples: Samples, where: str) -> Draft:
    """About an award of its own."""
    award = await samples.make("awards", where)
    part = {"milestone": "The oven works", "due_on": "2020-03-01", "amount": "5000.00"}
    money = {"signed_on": "2020-02-02", "amount": "5000.00", "currency": "USD"}
    return {"award_id": award["id"], "tranches": [part]} | money


async def _milestone(samples: Samples, where: str) -> Draft:
    """Of a contract of its own, with a file about its enterprise."""
    contract = await samples.make("contracts", where)
    connection = await asyncpg.connect(samples.house.urls[Service.GRANTS])
    about = await connection.fetchval("SELECT enterprise_id FROM awards WHERE id = $1", contract["award_id"])
    await connection.close()
    file = await samples.file_about(about)
    return {"contract_id": contract["id"], "tranche": 1, "reached_on": "2020-03-02", "files": [file["id"]]}


async def _payment(samples: Samples, where: str) -> Draft:
    award = samples.kept[where].get("paid award") or await samples.make("awards", where)
    samples.kept[where]["paid award"] = award
    money = {"amount": "1.00", "currency": "USD", "paid_on": "2020-03-01"}
    return {"award_id": award["id"], "reference": f"Sinjari-{samples.number()}"} | money


async def _order(samples: Samples, where: str) -> Draft:
    """To pay the one tranche of an award of its own, which is on a fund."""
    enterprise = await samples.make("enterprises", where)
    connection = await asyncpg.connect(samples.house.urls[Service.GRANTS])
    call = samples.kept[where]["calls"]["id"]
    award = await owed.award(connection, call, enterprise["id"], ("50.00",), place=PLACES[where])
    await connection.close()
    return {"award_id": award, "tranche": 1}


async def _refund(samples: Samples, where: str) -> Draft:
    """Of an award that was paid, by an order that three people made, checked and approved."""
    if "refunded award" not in samples.kept[where]:
        order = await samples.make("orders", where)
        for name, act, body in (("checker", "check", {}), ("approver", "approve", {}), ("payer", "pay", _PAID)):
            token = samples.house.staff(Role.FINANCE_APPROVER, name=name)
            reference = {"reference": f"Sinjari-{samples.number()}"} if body else {}
            stated = json.dumps(body | reference).encode() if body else b""
            answer = await samples.house.ask(token, "POST", f"/v1/orders/{order['id']}/{act}", stated)
            assert answer.status in {200, 201}, answer.body
        samples.kept[where]["refunded award"] = {"id": order["award_id"]}
    money = {"amount": "0.01", "currency": "USD", "refunded_on": "2026-03-01"}
    return {"award_id": samples.kept[where]["refunded award"]["id"], "reference": f"Back-{samples.number()}"} | money


async def _recovery(samples: Samples, where: str) -> Draft:
    """Of a payment of the award that some of came back."""
    refund = await samples.make("refunds", where)
    connection = await asyncpg.connect(samples.house.urls[Service.GRANTS])
    paid = await connection.fetchval("SELECT id FROM payments WHERE award_id = $1", refund["award_id"])
    await connection.close()
    part = {"due_on": "2026-03-31", "due": "0.01"}
    demand = {"amount": "0.01", "currency": "USD", "demanded_on": "2026-03-02", "instalments": [part]}
    return {"award_id": refund["award_id"], "payment_id": paid, "reason": "wrong_person"} | demand


async def _visit(samples: Samples, where: str) -> Draft:
    """To the enterprise of an award of its own."""
    award = await samples.make("awards", where)
    what = {"visited_on": "2020-05-12", "operation": "closed", "closed_because": "no_demand", "mark": None}
    what |= {"staff_women": 1, "staff_men": 2, "revenue_before": "900.00", "revenue": "0.00", "currency": "USD"}
    seen = {"observed": [{"observation": "other", "severity": "minor"}], "text": "Sinjari was there.", "photos": []}
    return {"award_id": award["id"]} | what | seen


async def _employment(samples: Samples, where: str) -> Draft:
    """In the enterprise of an award, of somebody who is not named."""
    award = samples.kept[where].get("award with jobs") or await samples.make("awards", where)
    samples.kept[where]["award with jobs"] = award
    who = {"sex": "female", "age_band": "18-59", "displacement_status": "returnee"}
    when = {"starts_on": "2020-03-01", "ends_on": None, "verified_on": "2020-05-12"}
    job = {"kind": "new", "fte": "0.50", "contract": "permanent", "wage": "350-499"}
    return {"award_id": award["id"]} | job | who | when


async def _party(samples: Samples, where: str) -> Draft:
    """An enterprise that is paid in cash."""
    return {"enterprise_id": samples.kept[where]["enterprises"]["id"], "means": "cash", "name": "Sinjari"}


async def _batch(samples: Samples, where: str) -> Draft:
    """Of orders that are paid in cash."""
    return {"fund_id": samples.kept[where]["funds"]["id"], "means": "cash", "execute_on": "2020-03-01"}


async def _rate(samples: Samples, where: str) -> Draft:
    """Of a day of its own."""
    day = (date(2010, 1, 1) + timedelta(days=samples.number())).isoformat()
    return {"source": "market", "starts_on": day, "ends_on": day, "dinars": "1470"}


_PAID = {"paid_on": "2026-02-01"}


async def _forum(samples: Samples, where: str) -> Draft:
    when = {"established_on": "2020-01-01", "set_up_by": "community"}
    return {"project": PROJECT, "name": "A forum", "level": "district", "place": PLACES[where]} | when


def charter(where: str) -> Draft:
    """What a forum there goes by."""
    police = {"police_office": "station", "police_place": PLACES[where]}
    return {"since": "2020-02-01", "procedure": "SOP-2018", "catchment": [PLACES[where]]} | police


async def _member(samples: Samples, where: str) -> Draft:
    forum = samples.kept[where].get("seated forum") or await samples.make("forums", where)
    samples.kept[where]["seated forum"] = forum
    who = {"role": "head", "sex": "female", "age_band": "18-59", "joined_on": "2020-01-01"}
    return {"forum_id": forum["id"], "voice": "returnee"} | who


async def _term(samples: Samples, where: str) -> Draft:
    """Of somebody in a forum of its own."""
    forum = await samples.make("forums", where)
    seated = await samples.seated(forum["id"])
    return {"member_id": seated["id"], "seat": "head", "begins_on": "2020-01-01", "ends_on": "2021-01-01"}


async def _election(samples: Samples, where: str) -> Draft:
    forum = await samples.make("forums", where)
    stood = [{"member_id": (await samples.seated(forum["id"]))["id"], "votes": votes} for votes in (3, 1)]
    stood[0]["elected_as"] = "head"
    what = {"held_on": "2020-02-01", "method": "ballot", "voters": 4, "candidates": stood}
    return {"forum_id": forum["id"], "terms_end_on": "2021-02-01"} | what


async def _meeting(samples: Samples, where: str) -> Draft:
    """Of a forum in which somebody sits."""
    if "forum that meets" not in samples.kept[where]:
        samples.kept[where]["forum that meets"] = await samples.make("forums", where)
        await samples.seated(samples.kept[where]["forum that meets"]["id"])
    forum = samples.kept[where]["forum that meets"]["id"]
    when = (date(2020, 1, 1) + timedelta(days=samples.number() % 2_000)).isoformat()
    return {"forum_id": forum, "kind": "regular", "scheduled_on": when, "agenda": ["concerns"]}


HELD = {
    "held_on": "2020-03-01",
    "attendance": [{"role": "head", "sex": "female", "age_band": "18-59", "people": 1}],
}


async def _minute(samples: Samples, where: str) -> Draft:
    """Of a meeting that was held."""
    kept = samples.kept[where]
    if "meeting that was held" not in kept:
        kept["meeting that was held"] = await samples.make("meetings", where)
        path = f"/v1/meetings/{kept['meeting that was held']['id']}/hold"
        token = samples.house.staff(Role.FORUM_FOCAL_POINT)
        answer = await samples.house.ask(token, "POST", path, json.dumps(HELD).encode())
        assert answer.status == 200, answer.body
    what = {"kind": "decision", "about": "concerns", "outcome": "adopted", "votes_for": 1, "votes_against": 0}
    return {"meeting_id": kept["meeting that was held"]["id"], "text": "Sinjari has heard of it."} | what


async def _concern(samples: Samples, where: str) -> Draft:
    """In the forum whose meetings are kept."""
    kept = samples.kept[where]
    if "forum that meets" not in kept:
        await _meeting(samples, where)
    what = {"category": "theft", "place": PLACES[where], "raised_by": "women", "raised_on": "2020-02-01"}
    return {"forum_id": kept["forum that meets"]["id"], "text": "Sinjari has heard of it."} | what


async def _safeguard(samples: Samples, where: str) -> Draft:
    heard = await _concern(samples, where)
    del heard["category"], heard["raised_by"]
    return heard | {"kind": "gbv"}


async def _plan(samples: Samples, where: str) -> Draft:
    concern = await samples.make("concerns", where)
    issue = {"concern_id": concern["id"], "owner": "municipality", "due_on": "2020-09-01"}
    days = {"adopted_on": "2020-04-01", "review_on": "2021-04-01"}
    return {"forum_id": samples.kept[where]["forum that meets"]["id"], "issues": [issue]} | days


async def _action(samples: Samples, where: str) -> Draft:
    concern = await samples.make("concerns", where)
    what = {"kind": "patrol", "owner": "local_police", "agreed_on": "2020-04-01", "due_on": "2020-09-01"}
    return {"concern_id": concern["id"]} | what


async def _referral(samples: Samples, where: str) -> Draft:
    concern = await samples.make("concerns", where)
    what = {"target": "police", "referred_on": "2020-04-01", "answer_due_on": "2020-05-01"}
    return {"concern_id": concern["id"]} | what


def handling(samples: Samples, where: str, act: str) -> Draft:
    """What is stated of a concern of the forum whose meetings are kept, or of a seat."""
    if act == "name":
        return {"person": samples.key("people", where)}
    if act == "vote":
        return {"meeting_id": samples.kept[where]["meeting that was held"]["id"], "votes_for": 1}
    return {"into_id": samples.kept[where]["concerns"]["id"]}


async def _question(samples: Samples, where: str) -> Draft:
    worded = dict.fromkeys(("wording_en", "wording_ar", "wording_ckb"), "Do you feel safe?")
    return {"code": f"safe_{samples.number()}", "scale": "yes_no"} | worded


async def _wave(samples: Samples, where: str) -> Draft:
    days = {"begins_on": "2020-02-01", "ends_on": "2020-02-20"}
    how = {"design": "simple", "method": "telephone", "target": 100}
    asked = [samples.kept[OWN]["questions"]["id"]]
    return {"place": PLACES[where], "project": PROJECT, "questions": asked} | days | how


async def _training(samples: Samples, where: str) -> Draft:
    what = {"topic": "mediation", "facilitator": "university", "begins_on": "2020-03-01", "ends_on": "2020-03-02"}
    trained = [{"trainee": "police", "sex": "male", "people": 4}]
    return {"forum_id": samples.kept[where]["forums"]["id"], "trained": trained} | what


async def _partner(samples: Samples, where: str) -> Draft:
    who = {"code": f"newcomer-{samples.number()}", "name": "A newcomer", "caller_class": "aid"}
    return who | {"contacts": ["incidents@example.org"]}


async def _break_glass(samples: Samples, where: str) -> Draft:
    return {"reason": "A child at risk", "area": PLACES[where], "hours": 1}


async def _cohort(samples: "Samples", _: str) -> Draft:
    return {"name": f"Cohort {samples.number()}", "expression": {"all": []}}


RECIPES: Mapping[str, tuple[Role, Recipe]] = {
    "cohorts": (Role.MONITORING, _cohort),
    "projects": (Role.ADMINISTRATOR, _project),
    "people": (Role.CASEWORKER, _person),
    "merges": (Role.CASEWORKER, _merge),
    "households": (Role.CASEWORKER, _household),
    "memberships": (Role.CASEWORKER, _membership),
    "displacements": (Role.CASEWORKER, _displacement),
    "activities": (Role.ACTIVITY_LEAD, _activity),
    "sessions": (Role.ACTIVITY_LEAD, _session),
    "enrolments": (Role.ACTIVITY_LEAD, _enrolment),
    "attendances": (Role.ACTIVITY_LEAD, _attendance),
    "certificates": (Role.ACTIVITY_LEAD, _certificate),
    "documents": (Role.CASEWORKER, _document),
    "phones": (Role.CASEWORKER, _phone),
    "functioning": (Role.CASEWORKER, _functioning),
    "notices": (Role.DATA_PROTECTION_OFFICER, _notice),
    "consents": (Role.CASEWORKER, _consent),
    "registrations": (Role.CASEWORKER, _registration),
    "enterprises": (Role.GRANTS_OFFICER, _enterprise),
    "owners": (Role.GRANTS_OFFICER, _owner),
    "verifications": (Role.GRANTS_OFFICER, _verification),
    "funds": (Role.ADMINISTRATOR, _fund),
    "calls": (Role.GRANTS_OFFICER, _call),
    "contracts": (Role.GRANTS_OFFICER, _contract),
    "milestones": (Role.GRANTS_OFFICER, _milestone),
    "applications": (Role.GRANTS_OFFICER, _application),
    "sittings": (Role.GRANTS_OFFICER, _sitting),
    "phases": (Role.ADMINISTRATOR, _phase),
    "selections": (Role.GRANTS_OFFICER, _selection),
    "assessments": (Role.GRANTS_OFFICER, _assessment),
    "candidates": (Role.GRANTS_OFFICER, _candidate),
    "validations": (Role.GRANTS_OFFICER, _validation),
    "assistances": (Role.GRANTS_OFFICER, _assistance),
    "payments": (Role.FINANCE_APPROVER, _payment),
    "provisions": (Role.GRANTS_OFFICER, _provision),
    "deliveries": (Role.GRANTS_OFFICER, _delivery),
    "placements": (Role.GRANTS_OFFICER, _placement),
    "courses": (Role.GRANTS_OFFICER, _course),
    "followups": (Role.MONITORING, _followup),
    "works": (Role.GRANTS_OFFICER, _work),
    "workers": (Role.GRANTS_OFFICER, _worker),
    "workdays": (Role.GRANTS_OFFICER, _workday),
    "periods": (Role.GRANTS_OFFICER, _period),
    "orders": (Role.FINANCE_APPROVER, _order),
    "parties": (Role.GRANTS_OFFICER, _party),
    "batches": (Role.GRANTS_OFFICER, _batch),
    "refunds": (Role.FINANCE_APPROVER, _refund),
    "recoveries": (Role.FINANCE_APPROVER, _recovery),
    "rates": (Role.FINANCE_APPROVER, _rate),
    "visits": (Role.MONITORING, _visit),
    "employments": (Role.MONITORING, _employment),
    "forums": (Role.FORUM_FOCAL_POINT, _forum),
    "members": (Role.FORUM_FOCAL_POINT, _member),
    "terms": (Role.FORUM_FOCAL_POINT, _term),
    "elections": (Role.FORUM_FOCAL_POINT, _election),
    "meetings": (Role.FORUM_FOCAL_POINT, _meeting),
    "minutes": (Role.FORUM_FOCAL_POINT, _minute),
    "concerns": (Role.FORUM_FOCAL_POINT, _concern),
    "safeguards": (Role.PROTECTION, _safeguard),
    "plans": (Role.FORUM_FOCAL_POINT, _plan),
    "actions": (Role.FORUM_FOCAL_POINT, _action),
    "referrals": (Role.FORUM_FOCAL_POINT, _referral),
    "questions": (Role.MONITORING, _question),
    "waves": (Role.MONITORING, _wave),
    "trainings": (Role.FORUM_FOCAL_POINT, _training),
    "partners": (Role.ADMINISTRATOR, _partner),
    "break-glass": (Role.CASEWORKER, _break_glass),
}


def maker(noun: str) -> Role:
    """Who makes such things; of those that nobody makes by themselves, whoever may judge them."""
    if noun in RECIPES:
        return RECIPES[noun][0]
    if noun in GIVEN:
        return GIVEN[noun].by
    nobodys = {"awards", "tranches", "instructions", "wages", "reports", *SETTLED}
    return Role.GRANTS_OFFICER if noun in nobodys else Role.CASEWORKER


def as_it_is(noun: str, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request whose body is stated as it is, and not in JSON."""
    return [(name, GIVEN[noun].media if name == b"content-type" else value) for name, value in headers]


REFERENCES: Mapping[str, tuple[str, Any]] = {
    "person": ("people", NOBODY),
    "recipient": ("people", NOBODY),
    "proxy": ("people", NOBODY),
    "absorbed": ("people", NOBODY),
    "survivor": ("people", NOBODY),
    "household_id": ("households", NOTHING),
    "activity_id": ("activities", NOTHING),
    "session_id": ("sessions", NOTHING),
    "enterprise_id": ("enterprises", NOTHING),
    "application_id": ("applications", NOTHING),
    "award_id": ("awards", NOTHING),
    "contract_id": ("contracts", NOTHING),
    "assistance_id": ("assistances", NOTHING),
    "provision_id": ("provisions", NOTHING),
    "selection_id": ("selections", NOTHING),
    "work_id": ("works", NOTHING),
    "worker_id": ("workers", NOTHING),
    "forum_id": ("forums", NOTHING),
    "member_id": ("members", NOTHING),
    "meeting_id": ("meetings", NOTHING),
    "concern_id": ("concerns", NOTHING),
}
"""Fields of bodies that name something else, what they name, and what names nothing."""


async def prepared(house: House) -> Samples:
    """Partners of each class with an agreement, one more as a stranger, and of everything something."""
    connection = await asyncpg.connect(house.urls["gateway"])
    for caller_class, code in PARTNER_OF.items():
        await partners.introduce(connection, roomy(code, caller_class.value), unused())
        await agreed(connection, code, caller_class.value)
    await partners.introduce(connection, roomy("stranger", "aid"), unused())
    await agreed(connection, "stranger", "aid")
    await connection.close()
    samples = Samples(house)
    for code in (PROJECT, OTHER_PROJECT):
        draft = json.dumps((await _project(samples, OWN)) | {"code": code}).encode()
        made = await house.ask(house.staff(Role.ADMINISTRATOR), "POST", "/v1/projects", draft)
        assert made.status == 201, made.body
    await samples.keep()
    samples.kept[OWN]["projects"] = {"code": PROJECT}
    return samples


def roomy(code: str, caller_class: str) -> partners.Partner:
    """A partner that may ask without end."""
    return partners.Partner(code, code, caller_class, requests_per_minute=10**9, lookups_per_day=10**9)


async def agreed(connection: "asyncpg.Connection[asyncpg.Record]", code: str, caller_class: str) -> None:
    """What a class may have of people in one area, with consent; and of results in the country, for another purpose."""
    opened = OPENED[caller_class]
    counts = {dataset: grant for dataset, grant in opened.items() if dataset not in {"people", "assistances"}}
    people = {dataset: grant for dataset, grant in opened.items() if dataset not in counts}
    if people:
        agreement = partners.Agreement(
            f"{code}-agreement", PURPOSE, people, areas=(AREA,), projects=(PROJECT,), consent=PURPOSE
        )
        await partners.agree(connection, code, agreement)
    agreement = partners.Agreement(
        f"{code}-results" if people else f"{code}-agreement", "monitoring", counts, projects=(PROJECT,)
    )
    await partners.agree(connection, code, agreement)
