"""Everything in one process, the embedded default; and the command line.

Whether the applications share a process or have one each is decided here and nowhere else.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager, suppress
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from secrets import token_hex
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
from commandline import health, secrets
from commandline.document import write as write_document
from demo import ahead, callers, filling, report, someone
from demo.recording import Recorded
from demo.sealing import seal_once
from demo.sizes import SEED, Extent
from demo.welcome import welcome
from embedded import keys, postgres
from embedded.choice import databases
from embedded.errors import EmbeddedError
from embedded.instance import Running, address, claim, free_port
from embedded.well import while_well
from gateway.access.partners import rules as partners
from gateway.access.suspensions.views import SuspensionDraft
from gateway.app import Environment
from gateway.clients.inprocess import InProcess
from gateway.document.files import DOCUMENT
from gateway.feed.following import following
from shared import logs
from shared.callers import Role, Service
from shared.connections import Connection
from shared.database import NotDurable, NotReachable, open_database, require_usable
from shared.errors import DomainError, NotFound
from shared.jobs.employment import attended, employ
from shared.languages import ENGLISH
from shared.migrations import upgrade
from shared.write import writing

ROOT = Path(__file__).parent
VAR = Path(os.environ.get("NEXUS_VAR") or ROOT / "var").absolute()


class Application(StrEnum):
    """What runs together in one process, or each alone."""

    BENEFICIARY = "beneficiary"
    GRANTS = "grants"
    FORUMS = "forums"
    GATEWAY = "gateway"


PACKAGES = {
    Application.BENEFICIARY: ROOT / "services" / "beneficiary",
    Application.GRANTS: ROOT / "services" / "grants",
    Application.FORUMS: ROOT / "services" / "forums",
    Application.GATEWAY: ROOT / "gateway",
}
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
Urls = Mapping[str, str]

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
            services.grants.app.Settings(database_url=urls["grants"], mandate_key=shared_keys[Service.GRANTS])
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
    transports = {service: InProcess(service, app) for service, app in apps.items()}
    beside = [app.state.watch.metrics for app in apps.values()]
    return employ(gateway.app.create_app(settings, transports, services_open, beside))


async def migrate_all(urls: Urls) -> None:
    """Bring every database to the tables of the code, one after another. Raises `NotReachable` or `NotDurable`."""
    for url in urls.values():
        await require_usable(url)
    for application, url in urls.items():
        await upgrade(url, PACKAGES[Application(application)])


@cli.command()
def run(port: Port = 8000) -> None:
    """Set everything up, run it in one process, and show the pilot's results. Ctrl-C stops everything."""
    refuse_in_production("nexus run")
    with plainly():
        claimed = claim(VAR)
        if isinstance(claimed, Running):
            typer.echo(f"Nexus is running at {claimed.address or 'an address it has not told yet'}")
            return
        with claimed, databases(VAR, PACKAGES) as (urls, server), free_port(port) as listener:
            logs.configure(VAR / "log")
            end_like_ctrl_c()
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
def demo(
    people: Annotated[
        int | None,
        typer.Option(
            min=100, max=10_000_000, help="About so many registered people; the pilot's own number unless stated."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed is another demo of the same size.")] = None,
) -> None:
    """Load the pilot and its follow-up, all people invented, into empty databases; with more people, others beside."""
    refuse_in_production("nexus demo")
    stated = None if people is None and seed is None else Extent(people, SEED if seed is None else seed)

    async def load(urls: Urls, postmaster: postgres.Server | None) -> Recorded:
        await migrate_all(urls)
        return await while_well(postmaster, filling.fill(urls, VAR, stated))

    end_like_ctrl_c()
    try:
        with plainly(), databases(VAR, PACKAGES) as (urls, server):
            recorded = asyncio.run(load(urls, server))
    except KeyboardInterrupt:
        again = f"nexus demo{filling.options(stated or filling.extent(VAR))}"
        raise fail(f"interrupted; what was not loaded whole is not there. '{again}' loads it again.") from None
    for line in report.lines(recorded):
        typer.echo(line)
    typer.echo("Loaded. Its results are sealed when Nexus runs.")


@cli.command()
def token(
    role: Annotated[list[Role] | None, typer.Option(help="A role of staff; several in one area only.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="A P-code that the role is held in; IQ is the country.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Who it is; two names are two people.")] = None,
    partner: Annotated[str | None, typer.Option(help="A demo partner; asks the running gateway.")] = None,
) -> None:
    """Print an access token that lives five minutes: of staff, from the development issuer, or of a demo partner."""
    refuse_in_production("nexus token")
    with plainly():
        if partner is not None and role is None and area is None and name is None:
            typer.echo(asyncio.run(callers.partner_token(VAR, partner, _running("a partner's token comes from"))))
        elif partner is None and role and area:
            jwk = os.environ.get("GATEWAY_DEVELOPMENT_ISSUER")  # where the gateway runs apart
            typer.echo(callers.staff_token(VAR, name or role[0].value, role, area, jwk))
        else:
            raise fail("state --role and --area, for example --role monitoring --area IQ; or --partner alone.")


@cli.command()
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


@cli.command()
def demo_person(
    partner: Annotated[str, typer.Option(help="A demo partner that looks people up.")],
    document: Annotated[
        bool, typer.Option("--document", help="By a document, not by the registration number.")
    ] = False,
) -> None:
    """Print one invented person whom a demo partner may look up, as the lookup takes it: a number and a birth year."""
    refuse_in_production("nexus demo-person")
    with plainly():
        if not filling.is_loaded(VAR):
            raise fail("the demo is not loaded here; 'make run' loads it.")
        here = _running("whether somebody still consents is asked of")
        typer.echo(asyncio.run(someone.lookup_line(VAR, partner, here, by_document=document)))


def _running(what: str) -> str:
    """The address of the gateway that runs on this folder."""
    running = claim(VAR, patience=0)
    if isinstance(running, Running) and running.address is not None:
        return running.address
    if not isinstance(running, Running):
        running.release()
    raise fail(f"{what} the running gateway; start it with 'make run'.")


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


def _following(app: FastAPI) -> AbstractAsyncContextManager[None]:
    return following(app.state.database.url, app.state.upstreams)


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


def end_like_ctrl_c() -> None:
    """Let a polite end be an end like Ctrl-C, which asyncio tells its tasks of, and does not raise amid their work.

    That asyncio does unless Ctrl-C is ignored, as it is for what a script has begun in the background.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


def _unfit(part: ErrorDetails, prefix: str) -> str:
    """A setting by its name in the environment, spelt out already if all share it, and what is wrong with it."""
    names = (str(name) for name in part["loc"])
    stated = (name if name.isupper() else f"{prefix}{name}".upper() for name in names)
    return ": ".join([*stated, part["msg"].removeprefix("Value error, ")])


def fail(reason: str) -> typer.Exit:
    typer.echo(f"nexus: {reason}", err=True)
    return typer.Exit(1)


def refuse_in_production(what: str) -> None:
    stated = os.environ.get("NEXUS_ENV", Environment.DEVELOPMENT)
    if stated != Environment.DEVELOPMENT:
        raise fail(f"{what} is for development and refuses to run with NEXUS_ENV={stated}.")


@contextmanager
def plainly() -> Iterator[None]:
    """Say what keeps a command from working in one line instead of a traceback."""
    try:
        yield
    except (EmbeddedError, NotReachable, NotDurable, callers.Refused, filling.Filled, ahead.Unfinished) as reason:
        raise fail(str(reason)) from None
    except DomainError as refusal:
        raise fail(ENGLISH.say(refusal.sentence, refusal.values)) from None
    except ValidationError as error:
        raise fail("; ".join(f"{part['loc'][0]}: {part['msg']}" for part in error.errors())) from None


if __name__ == "__main__":
    cli()
