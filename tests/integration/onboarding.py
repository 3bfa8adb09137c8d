"""The gateway alone over a database of its own, with the people who onboard partners, and partners' own machines.

door = ...  # async with opened(url)
await door.onboarded("ngo")
client = await door.with_key("ngo")
answer = await door.sign_in(client.assertion())
"""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from time import time
from typing import Any

import asyncpg
import httpx
from callers import require_made
from fastapi import FastAPI
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from premises import Caller

import gateway.app
from gateway.access import tokens
from gateway.access.signing_in.assertions import TYPE
from shared.callers import Role

TOKEN = "/oauth2/client/token"
PUBLIC = "https://nexus.example"
AUDIENCE = PUBLIC + TOKEN
SIGNING, STAFF = (
    json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True), sort_keys=True) for _ in range(2)
)

Key = OKPKey | ECKey | RSAKey


def settings(url: str, **changes: Any) -> gateway.app.Settings:
    usual = {
        "gateway_database_url": url,
        "gateway_signing_key": SIGNING,
        "gateway_pseudonym_key": bytes(32),
        "gateway_development_issuer": STAFF,
        "gateway_staff_issuer": "none" if changes.get("nexus_env") == "production" else None,
        "gateway_public_url": f"{PUBLIC}/",
        **{f"{service}_mandate_key": bytes(32) for service in ("beneficiary", "grants", "forums")},
    }
    return gateway.app.Settings(**(usual | changes))


@dataclass(frozen=True)
class Door:
    """A gateway, one of perhaps several over its database."""

    app: FastAPI
    client: httpx.AsyncClient
    url: str

    def staff(self, role: Role = Role.ADMINISTRATOR, name: str | None = None) -> Caller:
        issuer = tokens.Issuer.of(tokens.DEVELOPMENT, STAFF)
        return Caller(self.client, tokens.sign(issuer, name or f"the {role}", held={role.value: ["IQ"]}))

    @property
    def administrator(self) -> Caller:
        return self.staff(Role.ADMINISTRATOR)

    @property
    def officer(self) -> Caller:
        return self.staff(Role.DATA_PROTECTION_OFFICER)

    async def approved(self, path: str) -> dict[str, Any]:
        """Something that both have approved."""
        require_made(await self.administrator.post(f"{path}/approve"))
        return require_made(await self.officer.post(f"{path}/approve"))

    async def onboarded(self, code: str, **changes: Any) -> str:
        require_made(await self.administrator.post("/v1/partners", draft(code, **changes)))
        await self.approved(f"/v1/partners/{code}")
        return code

    async def with_key(self, code: str, key: Key | None = None) -> "Client":
        """What a partner signs in with after its key has been approved."""
        key = key or OKPKey.generate_key("Ed25519")
        path = f"/v1/partners/{code}/credentials"
        made = require_made(await self.administrator.post(path, {"kind": "key", "jwk": key.as_dict(private=False)}))
        await self.approved(f"{path}/{made['id']}")
        return Client(code, key, made["id"])

    async def with_secret(self, code: str) -> tuple[int, str]:
        """The id of an approved secret, and the secret."""
        path = f"/v1/partners/{code}/credentials"
        made = require_made(await self.administrator.post(path, {"kind": "secret"}))
        await self.approved(f"{path}/{made['id']}")
        return made["id"], made["secret"]

    async def sign_in(self, assertion: str, **form: str) -> httpx.Response:
        usual = {
            "grant_type": "client_credentials",
            "client_assertion_type": TYPE,
            "client_assertion": assertion,
        }
        return await self.client.post(TOKEN, data=usual | form)

    async def by_secret(self, code: str, secret: str) -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_id": code, "client_secret": secret}
        return await self.client.post(TOKEN, data=form)

    async def partner(self, client: "Client") -> Caller:
        return Caller(self.client, require_made(await self.sign_in(client.assertion()))["access_token"])

    @asynccontextmanager
    async def connection(self) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        connection = await asyncpg.connect(self.url)
        try:
            yield connection
        finally:
            await connection.close()

    async def trail(self) -> list[str]:
        """What has happened, in order."""
        async with self.connection() as connection:
            return [row["type"] for row in await connection.fetch("SELECT type FROM outbox ORDER BY seq")]


def draft(code: str, /, **changes: Any) -> dict[str, Any]:
    """A partner as an administrator states one."""
    usual = {"code": code, "name": "An organisation", "caller_class": "aid", "contacts": ["incidents@ngo.example"]}
    return usual | changes


@dataclass(frozen=True)
class Client:
    """A partner's system with its private key."""

    code: str
    key: Key
    credential: int = 0

    @property
    def algorithm(self) -> str:
        return {"OKP": "Ed25519", "EC": "ES256", "RSA": "PS256"}[self.key.key_type]

    def claims(self, **changes: Any) -> dict[str, Any]:
        """What an assertion says; a change to None leaves a claim out."""
        now = int(time())
        usual = {
            "iss": self.code,
            "sub": self.code,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 60,
            "jti": token_hex(8),
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    def assertion(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        usual = {"alg": self.algorithm, "kid": self.key.thumbprint()}
        return signed(
            {name: value for name, value in (usual | (header or {})).items() if value is not None},
            self.claims(**changes),
            self.key,
        )


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def signed(header: dict[str, Any], claims: Any, key: Any, by: str | None = None) -> str:
    """A JWT that says of itself whatever it says, signed with `key` by the algorithm `by`, else the one it names."""
    said = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    name = by or header["alg"]
    algorithm = JWSRegistry.algorithms["Ed25519" if name == "EdDSA" else name]
    return f"{said}.{encoded(algorithm.sign(said.encode(), key))}"


@asynccontextmanager
async def opened(url: str, **changes: Any) -> AsyncIterator[Door]:
    app = gateway.app.create_app(settings(url, **changes))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door") as client,
    ):
        yield Door(app, client, url)


async def with_a_minute_ahead() -> None:
    """Return when what is counted by the minute can be counted without the minute ending."""
    left = 60 - datetime.now(UTC).second
    if left <= 8:
        await asyncio.sleep(left + 0.1)


@dataclass
class Machine:
    """A partner's own machine: an HTTP server on a socket that tells its keys, as badly as it is told to."""

    keys: list[Any] = field(default_factory=list)
    status: str = "200 OK"
    headers: str = ""
    body: bytes | None = None
    slow: float = 0.0
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/keys?of=us"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            await asyncio.sleep(self.slow)
            body = json.dumps({"keys": self.keys}).encode() if self.body is None else self.body
            writer.write(f"HTTP/1.1 {self.status}\r\n{self.headers}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def machine(*keys: Key) -> AsyncIterator[Machine]:
    """A machine that publishes these keys."""
    told = Machine([key.as_dict(private=False) | {"kid": key.thumbprint()} for key in keys])
    server = await asyncio.start_server(told.answer, "127.0.0.1", 0)
    told.port = server.sockets[0].getsockname()[1]
    try:
        yield told
    finally:
        server.close()
