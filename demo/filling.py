"""Everything the demo is made of, step by step; each step can be told to be done already, so a stopped one goes on."""

import csv
import os
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from demo import loading, partners
from demo.callers import partner_secrets
from demo.world import World, build


class Filled(RuntimeError):
    """The demo, or something else, is in every database already."""


async def missing(urls: Mapping[str, str]) -> list[str]:
    """The applications whose databases are still empty."""
    empty = []
    for application, url in urls.items():
        connection = await asyncpg.connect(url)
        try:
            table = loading.TABLES[application][0] if application in loading.TABLES else "partners"
            if not await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):  # noqa: S608 - our own names
                empty.append(application)
        finally:
            await connection.close()
    return empty


async def fill(urls: Mapping[str, str], var: Path) -> None:
    """Load the pilot and its follow-up into the databases that are empty, and the partners into the gateway's.

    Raises `Filled` if there is none. Who the registered people really are goes to a file below `var`, which nothing
    that runs ever reads.
    """
    empty = await missing(urls)
    if not empty:
        raise Filled("The databases are filled already; the demo is loaded into empty ones only.")
    world = build()
    for application in empty:
        connection = await asyncpg.connect(urls[application])
        try:
            if application in loading.TABLES:
                await loading.load(world, application, connection)
            else:
                await partners.seed(connection, partner_secrets(var))
        finally:
            await connection.close()
    _write_truth(world, var / "demo" / "truth.csv")


def _write_truth(world: World, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["person_id", "true_person"])
        writer.writerows(world.truth)
