"""Bringing the databases to the tables of the code."""

import asyncio

from commandline.applications import PACKAGES, VAR, Application, Urls
from commandline.ending import plainly
from embedded.choice import databases
from shared.durability import require_usable
from shared.migrations import upgrade


def migrate() -> None:
    """Bring all four databases to the tables of the code, one after another."""
    with plainly(), databases(VAR, PACKAGES) as (urls, _):
        asyncio.run(migrate_all(urls))


async def migrate_all(urls: Urls) -> None:
    """Bring every database to the tables of the code, one after another. Raises `NotReachable` or `NotDurable`."""
    for url in urls.values():
        await require_usable(url)
    for application, url in urls.items():
        await upgrade(url, PACKAGES[Application(application)])
