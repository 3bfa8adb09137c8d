"""The whole platform in this process, over databases of its own, with all keys in the attacker's sight but unused."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from shutil import rmtree
from tempfile import mkdtemp
from time import time
from typing import Any

import asyncpg
from fastapi import FastAPI
from joserfc.jwk import OKPKey
from wire import Answer, ask

import gateway.app
import services.beneficiary.app
import services.forums.app
import services.grants.app
from demo import partners
from gateway.access import tokens
from gateway.access.mandates import for_itself
from gateway.access.partners.credentials.secrets import hashed
from gateway.clients.inprocess import InProcess
from gateway.passage import OWNERS
from shared.callers import CallerClass, DatasetName, Role, Service
from shared.ceilings import MOST
from shared.classification import HIGH, Scope
from shared.mandate import COUNTRY, HEADER, Mandate, mint

JSON = (b"content-type", b"application/json")

PARTNERS = {
    CallerClass.SECURITY: "moi",
    CallerClass.AUTHORITY: "molsa",
    CallerClass.AID: "aid-ngo",
    CallerClass.DONOR: "goj",
}
"""The partners of the demo."""


@dataclass(frozen=True)
class House:
    """All four applications, the keys of the doors, and what lies in the cellar."""

    gateway: FastAPI
    services: Mapping[Service, FastAPI]
    mandate_keys: Mapping[Service, bytes]
    development: tokens.Issuer
    own: tokens.Issuer
    urls: Mapping[str, str]

    def staff(self, *roles: Role, areas: tuple[str, ...] = (COUNTRY,), name: str = "somebody") -> str:
        """An access token of a member of staff."""
        return tokens.sign(self.development, name, held={role.value: list(areas) for role in roles})

    def partner(self, caller_class: CallerClass, code: str = "somebody") -> str:
        """An access token of a partner of this class."""
        return tokens.sign(self.own, code, **{"class": caller_class.value})

    async def ask(self, token: str | None, method: str, target: str, body: bytes = b"") -> Answer:
        """Ask the gateway."""
        return await ask(self.gateway, method, target, bearing(token), body)

    def mandate(self, audience: Service, *roles: Role, caller_class: CallerClass = CallerClass.STAFF) -> str:
        """A mandate as the gateway would mint it, over everything up to the ceiling of the class."""
        staff = caller_class is CallerClass.STAFF
        most = dict.fromkeys(DatasetName, HIGH) if staff else MOST[caller_class]
        mandate = Mandate(
            audience=audience,
            caller="somebody",
            caller_class=caller_class,
            roles=roles,
            purpose="service-delivery",
            agreement=None if staff else "an-agreement/1",
            areas=(COUNTRY,),
            projects=None if staff else ("JPN-SDN-2019",),
            datasets={name: Scope(ceiling=level) for name, level in most.items()},
            deadline=time() + 9,
            request_id=token_hex(16),
        )
        return mint(mandate, self.mandate_keys[audience])

    def own_mandate(self, audience: Service) -> str:
        """A mandate as the gateway mints it for its own work."""
        return mint(for_itself(audience, token_hex(16), deadline=time() + 9), self.mandate_keys[audience])

    async def rows(self) -> dict[str, int]:
        """How many rows each table of each database holds."""
        found = {}
        for application, url in self.urls.items():
            connection = await asyncpg.connect(url)
            names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (name,) in names:
                found[f"{application}.{name}"] = await connection.fetchval(f'SELECT count(*) FROM "{name}"')
            await connection.close()
        return found


def bearing(token: str | None) -> list[tuple[bytes, bytes]]:
    """The headers of a request with JSON in it and a token."""
    return [JSON] if token is None else [JSON, (b"authorization", b"Bearer " + token.encode())]


def mandated(mandate: str) -> list[tuple[bytes, bytes]]:
    return [JSON, (HEADER.encode(), mandate.encode())]


def new_key() -> str:
    """An Ed25519 private key as JSON."""
    return json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))


async def introduce_partners(url: str) -> None:
    """Introduce the demo's partners in the gateway's database. Here they may ask as much as an attacker does."""
    connection = await asyncpg.connect(url)
    await partners.seed(connection, dict.fromkeys(partners.CODES, unused()))
    await connection.execute("SET session_replication_role = replica")  # partners are not changed otherwise
    await connection.execute("UPDATE partners SET requests_per_minute = 1000000")
    await connection.close()


@cache
def unused() -> str:
    """The hash of a secret that nobody signs in with; to make one takes long, as it has to."""
    return hashed("unused")


@asynccontextmanager
async def opened(urls: Mapping[str, str], **more: Any) -> AsyncIterator[House]:
    """The house, with every application started; `more` are settings of its gateway."""
    keys = {service: token_hex(24).encode() for service in Service}
    files = mkdtemp()
    apps = {
        Service.BENEFICIARY: services.beneficiary.app.create_app(
            services.beneficiary.app.Settings(
                database_url=urls["beneficiary"], mandate_key=keys[Service.BENEFICIARY], document_key=bytes(32)
            )
        ),
        Service.GRANTS: services.grants.app.create_app(
            services.grants.app.Settings(
                database_url=urls["grants"], mandate_key=keys[Service.GRANTS], files_url=f"file://{files}"
            )
        ),
        Service.FORUMS: services.forums.app.create_app(
            services.forums.app.Settings(database_url=urls["forums"], mandate_key=keys[Service.FORUMS])
        ),
    }
    development, own = new_key(), new_key()
    settings = gateway.app.Settings(
        gateway_database_url=urls["gateway"],
        gateway_signing_key=own,
        gateway_pseudonym_key=bytes(32),
        gateway_development_issuer=development,
        beneficiary_mandate_key=keys[Service.BENEFICIARY],
        grants_mandate_key=keys[Service.GRANTS],
        forums_mandate_key=keys[Service.FORUMS],
        **more,
    )
    door = gateway.app.create_app(settings, {service: InProcess(service, app) for service, app in apps.items()})
    async with AsyncExitStack() as stack:
        for app in (*apps.values(), door):
            await stack.enter_async_context(app.router.lifespan_context(app))
        yield House(
            door,
            apps,
            keys,
            tokens.Issuer.of(tokens.DEVELOPMENT, development),
            tokens.Issuer.of(tokens.GATEWAY, own),
            urls,
        )
    await asyncio.to_thread(rmtree, files)


def passed_on(path: str) -> bool:
    """Whether the gateway passes this path of a service on to it."""
    return path.split("/")[1] in OWNERS
