"""Shutting a partner out at once, also where nothing runs."""

import asyncio
import os
from getpass import getuser
from secrets import token_hex
from typing import Annotated

import typer

from commandline.applications import VAR, Application, Urls
from commandline.ending import fail, plainly, refuse_in_production
from commandline.migrating import migrate_all
from demo import callers
from embedded.choice import databases
from embedded.instance import Running, claim
from gateway import metadata  # noqa: F401 - all tables, which refer to each other
from gateway.access.partners import rules as partners
from gateway.access.suspensions.views import SuspensionDraft
from shared.database import open_database
from shared.durability import require_usable
from shared.errors import NotFound
from shared.write import writing


def suspend_partner(
    code: Annotated[str, typer.Argument(help="What the partner is called.")],
    reason: Annotated[str, typer.Option(help="Why; staff read it, the partner does not.")],
) -> None:
    """Suspend a partner at once, also while everything runs; it takes two people to let it in again."""
    with plainly():
        stated = SuspensionDraft(reason=reason).reason
        named = os.environ.get("GATEWAY_DATABASE_URL")
        if named:
            asyncio.run(_suspend({"gateway": named}, code, stated))
        else:
            refuse_in_production("without GATEWAY_DATABASE_URL, nexus suspend-partner")
            _suspend_here(code, stated)
    typer.echo(f"{code} is suspended.")


def _suspend_here(code: str, reason: str) -> None:
    """Suspend a partner of the platform in this folder: through its door if it runs, else in its database."""
    if not (VAR / "postgres").exists():
        raise fail(f"there is no platform in {VAR}; name its database in GATEWAY_DATABASE_URL.")
    claimed = claim(VAR)
    if isinstance(claimed, Running):
        if claimed.address is None:
            raise fail("the platform is starting; try again.")
        asyncio.run(callers.suspend_partner(VAR, claimed.address, code, reason))
        return
    with claimed, databases(VAR, [Application.GATEWAY]) as (urls, _):
        asyncio.run(migrate_all(urls))
        asyncio.run(_suspend(urls, code, reason))


async def _suspend(urls: Urls, code: str, reason: str) -> None:
    await require_usable(urls["gateway"])
    try:
        operator = getuser()
    except (KeyError, OSError):  # nobody gave this user a name
        operator = str(os.getuid())
    database = await open_database(urls["gateway"])
    try:
        async with writing(database, f"operator:{operator}", token_hex(16)) as write:
            await partners.suspend(write, code, reason)
    except NotFound:
        raise fail(f"there is no partner {code!r}.") from None
    finally:
        await database.close()
