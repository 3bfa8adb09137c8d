"""Everything in one process, the embedded default; and the command line.

Whether the applications share a process or have one each is decided here and nowhere else.
"""

import asyncio
import os
import socket
import sys
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import httpx
import typer
import uvicorn
import uvloop
from fastapi import FastAPI

import gateway.app
import services.beneficiary.app
import services.forums.app
import services.grants.app
from demo import filling, partners, sealing
from embedded import keys, postgres
from embedded.errors import EmbeddedError
from embedded.instance import Running, address, claim, free_port
from embedded.welcome import welcome
from gateway.access import tokens
from gateway.app import Environment
from gateway.clients.inprocess import InProcess
from shared import logs, places
from shared.callers import Role, Service
from shared.migrations import upgrade

ROOT = Path(__file__).parent
VAR = Path(os.environ.get("NEXUS_VAR", ROOT / "var"))
PACKAGES = {
    "beneficiary": ROOT / "services" / "beneficiary",
    "grants": ROOT / "services" / "grants",
    "forums": ROOT / "services" / "forums",
    "gateway": ROOT / "gateway",
}
Urls = Mapping[str, str]

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


# --- one process -----------------------------------------------------------------------------------------------------


def one_process(urls: Urls, var: Path) -> FastAPI:
    """The gateway with all three services behind it in this process; their keys lie in `var`."""
    mandate_keys = {service: keys.secret(var, f"mandate-{service}") for service in Service}
    apps = {
        Service.BENEFICIARY: services.beneficiary.app.create_app(
            services.beneficiary.app.Settings(
                database_url=urls["beneficiary"], mandate_key=mandate_keys[Service.BENEFICIARY]
            )
        ),
        Service.GRANTS: services.grants.app.create_app(
            services.grants.app.Settings(database_url=urls["grants"], mandate_key=mandate_keys[Service.GRANTS])
        ),
        Service.FORUMS: services.forums.app.create_app(
            services.forums.app.Settings(database_url=urls["forums"], mandate_key=mandate_keys[Service.FORUMS])
        ),
    }

    @asynccontextmanager
    async def around() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    settings = gateway.app.Settings(
        gateway_database_url=urls["gateway"],
        gateway_signing_key=keys.signing_key(var, "gateway"),
        gateway_development_issuer=keys.signing_key(var, "development-issuer"),
        beneficiary_mandate_key=mandate_keys[Service.BENEFICIARY],
        grants_mandate_key=mandate_keys[Service.GRANTS],
        forums_mandate_key=mandate_keys[Service.FORUMS],
    )
    transports = {service: InProcess(service, app) for service, app in apps.items()}
    return gateway.app.create_app(settings, transports, around)


async def migrate_all(urls: Urls) -> None:
    """Bring every database to the tables of the code, one after another."""
    for application, url in urls.items():
        await upgrade(url, PACKAGES[application])


# --- what the commands stand on --------------------------------------------------------------------------------------


def fail(reason: str) -> typer.Exit:
    typer.echo(f"nexus: {reason}", err=True)
    return typer.Exit(1)


def refuse_in_production(what: str) -> None:
    if os.environ.get("NEXUS_ENV", Environment.DEVELOPMENT) == Environment.PRODUCTION:
        raise fail(f"{what} is for development and refuses to run with NEXUS_ENV=production.")


@contextmanager
def databases() -> Iterator[tuple[Urls, postgres.Server | None]]:
    """The four databases: those that the environment names, or the embedded PostgreSQL's."""
    given = {application: os.environ.get(f"{application.upper()}_DATABASE_URL") for application in PACKAGES}
    named = {application: url for application, url in given.items() if url}
    if len(named) == len(PACKAGES):
        yield named, None
        return
    if named:
        lacking = ", ".join(f"{name.upper()}_DATABASE_URL" for name in given if name not in named)
        raise fail(f"some databases are named and some are not; set {lacking} as well, or none.")
    with postgres.start(VAR / "postgres") as server:
        server.create_databases(f"nexus_{application}" for application in PACKAGES)
        yield {application: server.url(f"nexus_{application}") for application in PACKAGES}, server


@contextmanager
def plainly() -> Iterator[None]:
    """Say what keeps a command from working in one line instead of a traceback."""
    try:
        yield
    except (EmbeddedError, filling.Filled) as reason:
        raise fail(str(reason)) from None


def staff_token(name: str, roles: list[Role], areas: list[str]) -> str:
    """A token of the development issuer."""
    issuer = tokens.Issuer.of(tokens.DEVELOPMENT, keys.signing_key(VAR, "development-issuer"))
    return tokens.sign(issuer, name, roles=[role.value for role in roles], areas=areas)


def partner_secret(code: str) -> str:
    return urlsafe_b64encode(keys.secret(VAR, f"partner-{code}")).decode()


async def load_demo(urls: Urls) -> None:
    await filling.fill(urls, {code: partner_secret(code) for code in partners.CODES}, VAR / "demo" / "truth.csv")


# --- commands --------------------------------------------------------------------------------------------------------


@cli.command()
def run(port: Annotated[int, typer.Option(help="The next free port is taken if this one is not.")] = 8000) -> None:
    """Set everything up, run it in one process, and show the pilot's results. Ctrl-C stops everything."""
    refuse_in_production("nexus run")
    with plainly():
        claimed = claim(VAR)
        if isinstance(claimed, Running):
            typer.echo(f"Nexus is running at {claimed.address or 'an address it has not told yet'}")
            return
        with claimed, databases() as (urls, server), free_port(port) as listener, suppress(KeyboardInterrupt):
            logs.configure(VAR / "log")
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                ended = runner.run(_run(urls, server, listener, claimed.announce))
            if ended is not None:
                raise fail(ended)


async def _run(
    urls: Urls, postmaster: postgres.Server | None, listener: socket.socket, announce: Callable[[str], None]
) -> str | None:
    """Serve until told to stop; the reason, if it was something else that ended it."""
    await migrate_all(urls)
    if await filling.missing(urls):
        typer.echo("Loading the demo ...")
        await load_demo(urls)
    here = address(listener)
    server = uvicorn.Server(uvicorn.Config(one_process(urls, VAR), log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)  # noqa: ASYNC110 - uvicorn tells that it has started by this attribute alone
    if server.started:
        await _show(here)
        announce(here)
    while not serving.done():
        await asyncio.wait([serving], timeout=0.5)
        if postmaster is not None and not postmaster.alive():
            server.should_exit = True
            await serving
            return f"PostgreSQL has ended; its log is {postmaster.log}. Start again."
    return None if server.started else "the gateway could not start; see the log in var/."


async def _show(here: str) -> None:
    async with httpx.AsyncClient(base_url=here, timeout=30) as door:
        sealed = await door.get(
            f"/v1/projects/{sealing.PILOT}/results",
            headers={"authorization": f"Bearer {await _partner_token('goj', door)}"},
        )
        if sealed.status_code == httpx.codes.NOT_FOUND:
            await sealing.seal(door, lambda name: staff_token(name, [Role.MONITORING], ["IQ"]))
        token = staff_token("newcomer", [Role.MONITORING], ["IQ"])
        results = await door.get(f"/v1/projects/{sealing.PILOT}/results", headers={"authorization": f"Bearer {token}"})
    results.raise_for_status()
    welcome(here, results.json())


@cli.command()
def migrate() -> None:
    """Bring all four databases to the tables of the code, one after another."""
    with plainly(), databases() as (urls, _):
        asyncio.run(migrate_all(urls))


@cli.command()
def demo() -> None:
    """Load the pilot and its follow-up, all people invented, into empty databases."""
    refuse_in_production("nexus demo")

    async def load(urls: Urls) -> None:
        await migrate_all(urls)
        await load_demo(urls)

    with plainly(), databases() as (urls, _):
        asyncio.run(load(urls))
    typer.echo("Loaded. The results are sealed when Nexus runs.")


@cli.command()
def token(
    role: Annotated[list[Role] | None, typer.Option(help="A role of staff; may be given more than once.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="A P-code that the role is held in; IQ is the country.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Who it is; two names are two people.")] = None,
    partner: Annotated[str | None, typer.Option(help="A demo partner, asked for at the running gateway.")] = None,
) -> None:
    """Print an access token that lives five minutes: of staff, from the development issuer, or of a demo partner."""
    refuse_in_production("nexus token")
    if (partner is None) == (role is None):
        raise fail("state either --role with --area, or --partner.")
    with plainly():
        if partner is not None:
            typer.echo(asyncio.run(_partner_token(partner)))
            return
        if not role or not area:
            raise fail("staff hold a role in an area: state --area, for example --area IQ.")
        for pcode in area:
            if not places.exists(pcode):
                raise fail(f"{pcode!r} is no P-code of {places.SOURCE_VERSION}.")
        typer.echo(staff_token(name or role[0].value, role, area))


async def _partner_token(code: str, door: httpx.AsyncClient | None = None) -> str:
    """A partner's token, asked for as a partner's system would."""
    if code not in partners.CODES:
        raise fail(f"there is no demo partner {code!r}; there are {', '.join(partners.CODES)}.")
    if door is None:
        running = claim(VAR, patience=0)
        if not isinstance(running, Running) or running.address is None:
            raise fail("a partner's token comes from the running gateway: start it with 'make run'.")
        async with httpx.AsyncClient(base_url=running.address) as opened:
            return await _partner_token(code, opened)
    answer = await door.post(
        "/oauth2/client/token",
        data={"grant_type": "client_credentials", "client_id": code, "client_secret": partner_secret(code)},
    )
    if answer.is_error:
        raise fail(f"the gateway gave no token to {code!r}.")
    return str(answer.json()["access_token"])


class Application(StrEnum):
    """What can be served alone."""

    BENEFICIARY = "beneficiary"
    GRANTS = "grants"
    FORUMS = "forums"
    GATEWAY = "gateway"


FACTORIES = {
    Application.BENEFICIARY: ("services.beneficiary.app:create_app", 8001),
    Application.GRANTS: ("services.grants.app:create_app", 8002),
    Application.FORUMS: ("services.forums.app:create_app", 8003),
    Application.GATEWAY: ("gateway.app:create_app", 8000),
}


@cli.command()
def serve(
    service: Application,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Default: gateway 8000, services 8001 to 8003.")] = None,
) -> None:
    """Serve one application alone, told its settings by the environment."""
    factory, usual = FACTORIES[service]
    logs.configure()
    uvicorn.run(factory, factory=True, host=host, port=port or usual, log_config=None, access_log=False)


if __name__ == "__main__":
    sys.exit(cli())
