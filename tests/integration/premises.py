"""Everything behind one door in this process: the gateway, three services whose connections can be cut, and callers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from json import dumps
from shutil import rmtree
from tempfile import mkdtemp
from time import time
from typing import Any

import asyncpg
import earlier
import httpx
from callers import require_made
from fastapi import FastAPI
from joserfc.jwk import OKPKey

import gateway.app
import services.beneficiary.app
import services.forums.app
import services.grants.app
from demo import partners
from gateway.access import tokens
from gateway.access.partners.credentials.secrets import hashed
from gateway.clients.inprocess import InProcess
from gateway.clients.upstream import Answer, Call, unreachable
from shared.callers import Role, Service
from shared.days import BAGHDAD

KEYS = {service: bytes([number]) * 32 for number, service in enumerate(Service, 1)}
APPS: Mapping[Service, Any] = {
    Service.BENEFICIARY: services.beneficiary.app,
    Service.GRANTS: services.grants.app,
    Service.FORUMS: services.forums.app,
}
MORE: Mapping[Service, Mapping[str, Any]] = {Service.BENEFICIARY: {"document_key": bytes([9]) * 32}}
TODAY = datetime.now(BAGHDAD).date()
PILOT, TELAFAR, ZUMMAR, NAJAF = "JPN-SDN-2019", "IQG15Q08", "IQG15Q08N03", "IQG04Q03"

PARTNERS = {
    "moi": ("security", ["results"], ["IQ"]),
    "molsa": ("authority", ["people", "assistances"], ["IQ"]),
    "aid-ngo": ("aid", ["people"], ["IQG15"]),
    "goj": ("donor", ["results"], ["IQ"]),
}


def secret(code: str) -> str:
    return f"{code}: a secret ں %+&"


async def never(*_: object) -> None:
    """An application that takes a request and does not answer."""
    await asyncio.sleep(60)


class Line:
    """A transport to a service that can be cut, or hang until the deadline."""

    def __init__(self, service: Service, app: FastAPI) -> None:
        self.service = service
        self.app = app
        self.inside = InProcess(service, app)
        self.cut = False
        self.hangs = False
        self.patience: float | None = None
        """Seconds after which an answer is waited for no longer, if that is earlier than the deadline."""
        self.calls: list[Call] = []

    async def send(self, call: Call) -> Answer:
        self.calls.append(call)
        if self.cut:
            raise unreachable(self.service)
        if self.patience is not None:
            call = replace(call, deadline=min(call.deadline, time() + self.patience))
        return await (InProcess(self.service, never) if self.hangs else self.inside).send(call)

    async def close(self) -> None:
        await self.inside.close()


@dataclass(frozen=True)
class Caller:
    """Somebody with an access token."""

    client: httpx.AsyncClient
    token: str
    stated: Mapping[str, str] = field(default_factory=dict)

    def stating(self, **stated: str) -> "Caller":
        """The same caller, who states a role, a purpose or a reason."""
        return replace(self, stated={f"nexus-{name}": value for name, value in stated.items()})

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.client.get(path, params=query, headers=self.headers)

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        headers = self.headers | ({"idempotency-key": key} if key is not None else {})
        return await self.client.post(path, json=body, headers=headers)

    async def put(
        self, path: str, body: Any = None, *, match: str | None = None, key: str | None = None
    ) -> httpx.Response:
        """Edit what stands at a path, in the state with the tag `match`, by default as it is now."""
        tag = (await self.get(path)).headers.get("etag", '""') if match is None else match
        headers = self.headers | {"if-match": tag} | ({"idempotency-key": key} if key is not None else {})
        return await self.client.put(path, json=body, headers=headers)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", **self.stated}


@dataclass(frozen=True)
class House:
    """The gateway as everybody meets it, and what a test may do behind it."""

    app: FastAPI
    client: httpx.AsyncClient
    lines: Mapping[Service, Line]
    urls: Mapping[str, str]
    issuer: tokens.Issuer
    known: dict[str, Caller] = field(default_factory=dict)

    def staff(self, *roles: Role, areas: tuple[str, ...] = ("IQ",), name: str = "somebody") -> Caller:
        token = tokens.sign(self.issuer, name, held={role.value: list(areas) for role in roles})
        return Caller(self.client, token)

    def monitor(self, name: str = "somebody", *areas: str) -> Caller:
        return self.staff(Role.MONITORING, areas=areas or ("IQ",), name=name)

    async def partner(self, code: str) -> Caller:
        """A partner whose system has signed in."""
        if code not in self.known:
            answer = await self.client.post(
                "/oauth2/client/token",
                data={"grant_type": "client_credentials", "client_id": code, "client_secret": secret(code)},
            )
            self.known[code] = Caller(self.client, require_made(answer)["access_token"])
        return self.known[code]

    @contextmanager
    def without(self, *services: Service) -> Iterator[None]:
        """Cut the lines to some services."""
        for service in services:
            self.lines[service].cut = True
        try:
            yield
        finally:
            for service in services:
                self.lines[service].cut = False

    @asynccontextmanager
    async def connection(self, application: str = "gateway") -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        connection = await asyncpg.connect(self.urls[application])
        try:
            yield connection
        finally:
            await connection.close()

    async def made(self, caller: Caller, path: str, **body: Any) -> dict[str, Any]:
        return require_made(await caller.post(path, body))


@asynccontextmanager
async def house(clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[House]:
    """Four applications over four new databases, with four partners who have nothing to read yet."""
    urls = {application: await clone(application) for application in (*Service, "gateway")}
    files = mkdtemp()
    more = {**MORE, Service.GRANTS: {"files_url": f"file://{files}"}}
    apps = {
        service: module.create_app(
            module.Settings(database_url=urls[service], mandate_key=KEYS[service], **more.get(service, {}))
        )
        for service, module in APPS.items()
    }
    lines = {service: Line(service, app) for service, app in apps.items()}
    issuer, staffs = (OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True) for _ in range(2))

    @asynccontextmanager
    async def services_open() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    settings = gateway.app.Settings(
        gateway_database_url=urls["gateway"],
        gateway_signing_key=dumps(issuer),
        gateway_pseudonym_key=bytes([8]) * 32,
        gateway_development_issuer=dumps(staffs),
        **{f"{service}_mandate_key": KEYS[service] for service in Service},
    )
    app = gateway.app.create_app(
        settings, lines, services_open, beside=[app.state.watch.metrics for app in apps.values()]
    )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door") as client,
    ):
        opened = House(app, client, lines, urls, tokens.Issuer.of(tokens.DEVELOPMENT, dumps(staffs)))
        async with opened.connection() as connection:
            for code, (caller_class, datasets, areas) in PARTNERS.items():
                await agree(connection, await introduce(connection, code, caller_class), datasets, areas=areas)
        yield opened
    await asyncio.to_thread(rmtree, files)


@cache
def _hash(secret: str) -> str:
    """To make one takes long, as it has to; each house may have the same."""
    return hashed(secret)


async def introduce(
    connection: "asyncpg.Connection[asyncpg.Record]", code: str, caller_class: str, **limits: Any
) -> str:
    """An onboarded partner that signs in with its `secret`; gives its code."""
    await partners.introduce(connection, partners.Partner(code, code, caller_class, **limits), _hash(secret(code)))
    return code


async def agree(
    connection: "asyncpg.Connection[asyncpg.Record]",
    partner: str,
    datasets: list[str] | dict[str, tuple[str, list[str] | None]],
    **changes: Any,
) -> str:
    """An agreement in force, the partner's only standing one; gives its code."""
    await connection.execute(
        "UPDATE agreements SET voided_at = recorded_now(), voided_by = 'test', void_reason = 'replaced'"
        " FROM partners WHERE partners.id = agreements.partner_id AND partners.code = $1"
        " AND agreements.voided_at IS NULL",
        partner,
    )
    made = await connection.fetchval("SELECT count(*) FROM agreements")
    usual = {
        "code": f"{partner[:20]}-{made + 1}".replace(" ", "-"),
        "purpose": "service-delivery",
        "grants": datasets if isinstance(datasets, dict) else dict.fromkeys(datasets, ("moderate", None)),
        "projects": [PILOT],
        "starts_on": TODAY - timedelta(days=30),
        "ends_on": TODAY + timedelta(days=30),
        "review_on": TODAY,
    }
    stated = usual | changes
    stated["review_on"] = min(max(stated["review_on"], stated["starts_on"]), stated["ends_on"])
    agreement = partners.Agreement(**stated)
    await partners.agree(connection, partner, agreement)
    return agreement.code


def bakery(owner: str) -> dict[str, Any]:
    """An enterprise of a person with this registration number."""
    return {"name": "مخبز", "sector": "food", "place": TELAFAR, "owners": [{"person": owner, "sex": "female"}]}


async def attend(opened: House, activity: int, person: str, day: str = "2019-06-02") -> None:
    """Record that somebody was present at a session of an activity, which is made for it."""
    lead = opened.staff(Role.ACTIVITY_LEAD)
    session = await opened.made(lead, "/v1/sessions", activity_id=activity, held_on=day)
    await opened.made(lead, "/v1/attendances", session_id=session["id"], person=person, outcome="present")


async def record_pilot(opened: House) -> dict[str, Any]:
    """A little of everything under one project, as its people record it through the door."""
    roles = {role: opened.staff(role, name=f"the {role}") for role in Role}
    project = {
        "code": PILOT,
        "title": "Stabilisation pilot",
        "donor": "Government of Japan",
        "starts_on": "2019-04-01",
        "ends_on": "2020-03-31",
        "budget": "1000000.00",
        "currency": "USD",
    }
    await opened.made(roles[Role.ADMINISTRATOR], "/v1/projects", **project)
    people = []
    for sex, born, place in (
        ("female", "1990-07-01", TELAFAR),
        ("male", "2010-01-01", TELAFAR),
        ("male", "1950-01-01", NAJAF),
    ):
        person = {"given_native": "زينب", "sex": sex, "birth_date": born, "birth_precision": "year", "place": place}
        people.append((await opened.made(roles[Role.CASEWORKER], "/v1/people", **person))["registration_number"])
    for place, attending in ((TELAFAR, people[:2]), (NAJAF, people[1:])):
        activity = await opened.made(
            roles[Role.ACTIVITY_LEAD],
            "/v1/activities",
            project=PILOT,
            type="mediation",
            place=place,
            starts_on="2019-06-01",
            ends_on="2019-06-30",
        )
        for person in attending:
            await attend(opened, activity["id"], person)
    officer = roles[Role.GRANTS_OFFICER]
    enterprise = await opened.made(officer, "/v1/enterprises", **bakery(people[0]))
    award = await earlier.award(opened.urls[Service.GRANTS], enterprise["id"], project=PILOT, place=TELAFAR)
    assistance = {
        "project": PILOT,
        "recipient": people[0],
        "sex": "female",
        "modality": "VT",
        "place": TELAFAR,
        "amount": "500000",
        "currency": "IQD",
        "approved_on": "2019-09-01",
    }
    await opened.made(officer, "/v1/assistances", **assistance)
    payment = {"award_id": award, "reference": "PAY-1", "amount": "5000.00", "currency": "USD"}
    await opened.made(roles[Role.FINANCE_APPROVER], "/v1/payments", **payment, paid_on="2019-10-01")
    await opened.made(
        roles[Role.FORUM_FOCAL_POINT],
        "/v1/forums",
        project=PILOT,
        name="Tel Afar forum",
        level="district",
        place=TELAFAR,
        established_on="2019-06-18",
        set_up_by="interior_ministry_with_programme",
    )
    return {"people": people, "award": award, "assistance": assistance}
