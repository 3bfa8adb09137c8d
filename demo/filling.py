"""Everything the demo is made of, put into empty databases, application by application.

A file says that it was begun, so that one that was interrupted goes on where it was, and what somebody else recorded is
never mixed with what was invented.
"""

import csv
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from demo import loading, partners
from demo.callers import partner_secrets
from demo.world import World, build
from embedded import keys

_TABLES = {**loading.TABLES, "gateway": partners.TABLES}


class Filled(RuntimeError):
    """Something is in the databases that the demo did not begin to load."""


async def is_wanted(urls: Mapping[str, str], var: Path) -> bool:
    """Whether the demo is to be loaded: nothing at all is in any database, or its loading was interrupted."""
    return _begun(var).exists() or len(await _untouched(urls)) == len(urls)


def is_loaded(var: Path) -> bool:
    """Whether the databases that go with `var` hold the demo."""
    return _truth(var).exists() and not _begun(var).exists()


async def fill(urls: Mapping[str, str], var: Path) -> None:
    """Load the pilot and its follow-up into the services' databases, and the partners into the gateway's.

    Raises `Filled` if there is anything in them already. Who the registered people really are goes to a file below
    `var`, which nothing that runs ever reads.
    """
    if not await is_wanted(urls, var):
        raise Filled("The databases are filled already; the demo is loaded into empty ones only.")
    _begun(var).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _begun(var).touch()
    world = build()
    _write_truth(world, _truth(var))
    for application in await _untouched(urls):
        async with _connected(urls[application]) as connection:
            if application in loading.TABLES:
                await loading.load(world, application, connection, keys.secret(var, "documents"))
            else:
                await partners.seed(connection, partner_secrets(var))
    _begun(var).unlink()


async def _untouched(urls: Mapping[str, str]) -> list[str]:
    found = []
    for application, url in urls.items():
        async with _connected(url) as connection:
            if await loading.is_untouched(connection, _TABLES[application]):
                found.append(application)
    return found


@asynccontextmanager
async def _connected(url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def _begun(var: Path) -> Path:
    return var / "demo" / "begun"


def _truth(var: Path) -> Path:
    return var / "demo" / "truth.csv"


def _write_truth(world: World, path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["person_id", "true_person"])
        writer.writerows(world.truth)
