"""Asking the gateway over its socket: as staff of the development issuer or as a partner; and a project's results."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import OKPKey

from gateway.access import tokens
from shared.callers import Role

PILOT = "JPN-SDN-2019"
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Door:
    """A gateway that answers at an address, and the issuer whose staff tokens it accepts."""

    address: str
    issuer: tokens.Issuer

    @classmethod
    def of(cls, address: str, var: Path) -> "Door":
        """The gateway that runs over a var folder."""
        jwk = (var / "keys" / "development-issuer.jwk").read_text("utf-8")
        return cls(address, tokens.Issuer.of(tokens.DEVELOPMENT, jwk))

    def staff(self, *roles: Role, areas: tuple[str, ...] = ("IQ",), name: str | None = None) -> "Caller":
        """Somebody in these roles; two names are two people."""
        return Caller(self, roles, areas, name or roles[0].value)

    def partner(self, code: str, secret: str) -> str:
        """A partner's access token."""
        answer = client().post(
            f"{self.address}/oauth2/client/token",
            data={"grant_type": "client_credentials", "client_id": code, "client_secret": secret},
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def get(self, path: str, token: str | None = None, **query: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return client().get(f"{self.address}{path}", params=query, headers=headers)

    def results(self, project: str = PILOT, as_of: str | None = None, **headers: str) -> httpx.Response:
        """A project's results as monitoring reads them."""
        query = {"as_of": as_of} if as_of else {}
        return self.staff(Role.MONITORING).get(f"/v1/projects/{project}/results", query, headers)


@dataclass(frozen=True)
class Caller:
    """A member of staff, with a new token for each request."""

    door: Door
    roles: tuple[Role, ...]
    areas: tuple[str, ...]
    name: str

    def get(
        self, path: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        return client().get(self.door.address + path, params=query, headers={**self.headers(), **(headers or {})})

    def post(self, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
        headers = self.headers() | ({"idempotency-key": key} if key else {})
        return client().post(self.door.address + path, json=body, headers=headers)

    def put(self, path: str, body: Any, *, match: str, key: str | None = None) -> httpx.Response:
        """Edit what stands at a path, in the state with this tag."""
        headers = self.headers() | {"if-match": match} | ({"idempotency-key": key} if key else {})
        return client().put(self.door.address + path, json=body, headers=headers)

    def headers(self) -> dict[str, str]:
        held = {role.value: list(self.areas) for role in self.roles}
        token = tokens.sign(self.door.issuer, self.name, held=held)
        return {"authorization": f"Bearer {token}"}


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    return httpx.Client(timeout=30, trust_env=False)


def figures(answer: httpx.Response) -> dict[str, Any]:
    """The results without their moment: what must be the same wherever and whenever the same was recorded."""
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    del told["as_of"]
    return told


def headlines(answer: httpx.Response) -> tuple[int, int, int, int, dict[str, int]]:
    """People, enterprises, livelihoods and forums, and the forums by governorate."""
    told = figures(answer)
    assert told["status"] == "complete", told
    return (
        told["people_reached"]["total"],
        told["enterprises_supported"]["total"],
        told["livelihoods_supported"]["total"],
        told["forums_established"]["total"],
        {place["name"]: place["total"] for place in told["forums_established"]["by_governorate"]},
    )


PILOTS_HEADLINES = (8512, 28, 134, 5, {"Al-Najaf": 2, "Ninewa": 3})


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and type of a refusal."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    told = answer.json()
    assert {"type", "title", "status", "detail", "errors"} <= told.keys(), told
    assert told["status"] == answer.status_code
    return answer.status_code, told["type"].removeprefix("/problems/")


def new_issuer() -> tuple[tokens.Issuer, str]:
    """A development issuer of our own, and its key as JSON."""
    jwk = json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
    return tokens.Issuer.of(tokens.DEVELOPMENT, jwk), jwk
