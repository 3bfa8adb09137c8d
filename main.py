"""Everything in one process, the embedded default; and the command line.

Whether the applications share a process or have one each is decided here and nowhere else.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import ValidationError
from pydantic_core import ErrorDetails

import gateway.app
import services.beneficiary.app
import services.forums.app
import services.grants.app
from commandline import asking, demos, guard, health, identity, secrets, suspending
from commandline.applications import PACKAGES, VAR, Application, Urls, migrate_all
from commandline.document import write as write_document
from commandline.ending import end_like_ctrl_c, fail, plainly, refuse_in_production
from demo import callers, filling
from demo.sealing import seal_once
from demo.welcome import welcome
from embedded import keys, postgres
from embedded.choice import databases
from embedded.instance import Running, address, claim, free_port
from embedded.well import while_well
from gateway.clients.inprocess import InProcess
from gateway.clients.sparing import Sparing
from gateway.consequences.telling import telling
from gateway.document.files import DOCUMENT
from gateway.feed.following import following
from shared import logs
from shared.callers import Service
from shared.connections import Connection
from shared.jobs.employment import attended, employ

ALONE: dict[Application, tuple[Callable[[], FastAPI], int]] = {
    Application.BENEFICIARY: (services.beneficiary.app.create_app, 8001),
    Application.GRANTS: (services.grants.app.create_app, 8002),
    Application.FORUMS: (services.forums.app.create_app, 8003),
    Application.GATEWAY: (gateway.app.create_app, 8000),
}
BESIDE = 10
"""The port at which a worker says how it is lies so far above that of its application."""

SERVING: dict[str, Any] = {
    "http": Connection,
    "log_config": None,
    "access_log": False,
    "proxy_headers": False,
    "ws": "none",  # nothing here speaks WebSocket, and uvicorn would log the path of one that is refused
    "timeout_graceful_shutdown": 5,  # a request that never ends keeps nobody from stopping
}
Port = Annotated[int, typer.Option(min=0, max=65535, help="The next free port is taken if this one is not.")]

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def one_process(urls: Urls, var: Path) -> FastAPI:
    """The gateway with all three services behind it in this process; their keys lie in `var`."""
    shared_keys = {service: keys.secret(var, f"mandate-{service}") for service in Service}
    apps = {
        Service.BENEFICIARY: services.beneficiary.app.create_app(
            services.beneficiary.app.Settings(
                database_url=urls["beneficiary"],
                mandate_key=shared_keys[Service.BENEFICIARY],
                document_key=keys.secret(var, "documents"),
            )
        ),
        Service.GRANTS: services.grants.app.create_app(
            services.grants.app.Settings(
                database_url=urls["grants"],
                mandate_key=shared_keys[Service.GRANTS],
                files_url=f"file://{var.absolute() / 'files'}",
            )
        ),
        Service.FORUMS: services.forums.app.create_app(
            services.forums.app.Settings(database_url=urls["forums"], mandate_key=shared_keys[Service.FORUMS])
        ),
    }

    for app in apps.values():
        employ(app)

    @asynccontextmanager
    async def services_open() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            reached = gateway.app.upstreams(settings, transports)
            await stack.enter_async_context(following(urls["gateway"], reached))
            await stack.enter_async_context(telling(urls["gateway"], reached))
            yield

    settings = gateway.app.Settings(
        gateway_database_url=urls["gateway"],
        gateway_signing_key=keys.signing_key(var, "gateway"),
        gateway_pseudonym_key=keys.secret(var, "pseudonyms"),
        gateway_development_issuer=keys.signing_key(var, callers.ISSUER),
        beneficiary_mandate_key=shared_keys[Service.BENEFICIARY],
        grants_mandate_key=shared_keys[Service.GRANTS],
        forums_mandate_key=shared_keys[Service.FORUMS],
    )
    # What passes through the door and what follows the services in the background are spared together.
    transports = {service: Sparing(service, InProcess(service, app)) for service, app in apps.items()}
    beside = [app.state.watch.metrics for app in apps.values()]
    return employ(gateway.app.create_app(settings, transports, services_open, beside))


@cli.command()
def run(port: Port = 8000) -> None:
    """Set everything up, run it in one process, and show the pilot's results. Ctrl-C stops everything."""
    refuse_in_production("nexus run")
    end_like_ctrl_c()
    with plainly():
        claimed = claim(VAR)
        if isinstance(claimed, Running):
            typer.echo(f"Nexus is running at {claimed.address or 'an address it has not told yet'}")
            return
        with claimed, databases(VAR, PACKAGES) as (urls, server), free_port(port) as listener:
            logs.configure(VAR / "log")
            with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                ended = runner.run(_serve_all(urls, server, listener, claimed.announce))
                if ended is not None:
                    raise fail(ended)


async def _serve_all(
    urls: Urls, postmaster: postgres.Server | None, listener: socket.socket, announce: Callable[[str], None]
) -> str | None:
    """Serve until told to stop; the reason, if something else ended it."""
    await migrate_all(urls)
    if await filling.is_wanted(urls, VAR):
        typer.echo("Loading the demo ...")
        await while_well(postmaster, filling.fill(urls, VAR))
    here = address(listener)
    server = uvicorn.Server(uvicorn.Config(one_process(urls, VAR), **SERVING))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():  # noqa: ASYNC110 - nothing else tells it
        await asyncio.sleep(0.01)
    if not server.started:
        if postmaster is not None:
            postmaster.require_well()
        return f"the gateway could not start; see {VAR / 'log'}."
    try:
        await _show(here)
    except (httpx.TransportError, BrokenPipeError):
        if not server.should_exit:
            raise
    announce(here)
    while not (await asyncio.wait([serving], timeout=0.5))[0]:
        if postmaster is not None and not postmaster.alive():
            server.should_exit = True
            await serving
            postmaster.require_well()
    return None


async def _show(here: str) -> None:
    if filling.is_loaded(VAR):
        await seal_once(VAR, here)
        await welcome(VAR, here)
    else:
        typer.echo(f"Nexus runs at {here}")


@cli.command()
def migrate() -> None:
    """Bring all four databases to the tables of the code, one after another."""
    with plainly(), databases(VAR, PACKAGES) as (urls, _):
        asyncio.run(migrate_all(urls))


@cli.command()
def serve(
    service: Application,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Default: gateway 8000, services 8001 to 8003.")
    ] = None,
) -> None:
    """Serve one application alone, told its settings by the environment."""
    app, usual = _alone(service)
    uvicorn.run(app, host=host, port=usual if port is None else port, **SERVING)


@cli.command()
def work(
    service: Application,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Where it says how it is; default: gateway 8010, services 8011 to 8013."),
    ] = None,
) -> None:
    """Do the long work of one application, told its settings by the environment as when it serves; for the gateway
    follow the services as well.

    When it is told to stop it finishes the chunk in hand, and the next worker goes on from there. `/health/ready` on
    this machine alone says whether it can do its work.
    """
    app, usual = _alone(service)
    attending = attended(service, app, _following) if service is Application.GATEWAY else attended(service, app)
    uvicorn.run(attending, port=usual + BESIDE if port is None else port, **SERVING)


@asynccontextmanager
async def _following(app: FastAPI) -> AsyncIterator[None]:
    url, upstreams = app.state.database.url, app.state.upstreams
    async with following(url, upstreams), telling(url, upstreams):
        yield


def _alone(service: Application) -> tuple[FastAPI, int]:
    """One application, told its settings by the environment, and its usual port."""
    create_app, usual = ALONE[service]
    logs.configure()
    try:
        return create_app(), usual
    except ValidationError as error:
        prefix = "" if service is Application.GATEWAY else f"{service}_"
        unfit = "; ".join(_unfit(part, prefix) for part in error.errors())
        raise fail(f"{service} cannot start with this environment: {unfit}") from None


@cli.command()
def document() -> None:
    """Write docs/openapi.json anew, from the four applications; the gateway serves it."""
    write_document(DOCUMENT)


@cli.command()
def healthy(address: Annotated[str, typer.Argument(help="For example http://127.0.0.1:8001.")]) -> None:
    """Ask an application whether it can do its work; ends with 1 if not. Made for a container's health check."""
    if not health.is_ready(address):
        raise fail(f"what should answer at {address} is not ready.")


@cli.command()
def new_secrets(
    trial: Annotated[
        bool, typer.Option("--trial", help="With an issuer of staff tokens for development; not for production.")
    ] = False,
) -> None:
    """Print an environment file with new secrets for docker-compose.yml."""
    for line in secrets.lines(trial=trial):
        typer.echo(line)


def _unfit(part: ErrorDetails, prefix: str) -> str:
    """A setting by its name in the environment, spelt out already if all share it, and what is wrong with it."""
    names = (str(name) for name in part["loc"])
    stated = (name if name.isupper() else f"{prefix}{name}".upper() for name in names)
    return ": ".join([*stated, part["msg"].removeprefix("Value error, ")])


for command in (demos.demo, demos.demo_person, asking.token, suspending.suspend_partner):
    cli.command()(command)
cli.add_typer(identity.cli, name="identity")
cli.add_typer(guard.cli, name="guard")

if __name__ == "__main__":
    cli()
