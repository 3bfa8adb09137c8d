"""Everything in one process: the embedded default."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
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
from commandline.applications import PACKAGES, VAR, Urls
from commandline.ending import end_like_ctrl_c, fail, plainly, refuse_in_production
from commandline.migrating import migrate_all
from commandline.serving import SERVING
from demo import callers, filling
from demo.sealing import seal_once
from demo.welcome import welcome
from embedded import keys, postgres
from embedded.choice import databases
from embedded.instance import Running, address, claim, free_port
from embedded.well import while_well
from gateway.attending import attending
from gateway.clients.inprocess import InProcess
from gateway.clients.sparing import Sparing
from shared import logs
from shared.callers import Service
from shared.jobs.employment import employ

Port = Annotated[int, typer.Option(min=0, max=65535, help="The next free port is taken if this one is not.")]


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
            await stack.enter_async_context(attending(urls["gateway"], reached))
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
