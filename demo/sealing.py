"""Seals the pilot's results the way it is always done: one officer proposes them, another approves."""

from collections.abc import Callable

import httpx

PILOT = "JPN-SDN-2019"
AS_OF = "2021-01-01T00:00:00Z"
"""After the pilot's last payment."""


async def seal(door: httpx.AsyncClient, token_of: Callable[[str], str]) -> None:
    """Propose and approve through the gateway; `token_of` gives the token of a monitoring officer by name."""
    path = f"/v1/projects/{PILOT}/results/seals"
    proposed = await door.post(path, json={"as_of": AS_OF}, headers=_bearer(token_of("monitoring-baghdad")))
    proposed.raise_for_status()
    approved = await door.post(f"{path}/{proposed.json()['id']}/approve", headers=_bearer(token_of("monitoring-mosul")))
    approved.raise_for_status()


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
