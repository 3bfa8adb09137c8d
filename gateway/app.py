"""Settings to application: the gateway, in front of services it reaches in this process or over the network."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

from annotated_types import Len
from fastapi import FastAPI
from pydantic import SecretBytes, SecretStr, model_validator

from gateway import passage
from gateway.access import mandates
from gateway.access.admission import with_token
from gateway.access.agreements import routes as agreements
from gateway.access.break_glass import routes as break_glass
from gateway.access.doors import staff
from gateway.access.me import routes as me
from gateway.access.partners import routes as partners
from gateway.access.partners.credentials import routes as credentials
from gateway.access.pseudonyms import Pseudonyms
from gateway.access.references import References
from gateway.access.signing_in import routes as signing_in
from gateway.access.signing_in.published import Published
from gateway.access.staff.settings import StaffSettings
from gateway.access.staff.verifier import StaffVerifier
from gateway.access.tokens import DEVELOPMENT, GATEWAY, Issuer
from gateway.areas import routes as areas
from gateway.clients import health
from gateway.clients.figures import CallFigures
from gateway.clients.http import OverHttp
from gateway.clients.sparing import Sparing
from gateway.clients.upstream import Transport, Upstream
from gateway.codelists import routes as codelists
from gateway.cohorts import routes as cohorts
from gateway.document import routes as document
from gateway.environment import Environment
from gateway.feed import figures
from gateway.feed import routes as feed
from gateway.lookups import routes as lookups
from gateway.naming import routes as naming
from gateway.origins import ListedOrigins, Origins
from gateway.places import routes as places
from gateway.policing.concerns import routes as concerns
from gateway.policing.forums import routes as forums
from gateway.policing.meetings import routes as meetings
from gateway.profiles import routes as profiles
from gateway.recalls import routes as recalls
from gateway.releases.results import routes as results
from gateway.releases.seals import routes as seals
from gateway.tasks import routes as tasks
from gateway.timelines import routes as timelines
from shared.callers import Service
from shared.cursors import Cursors
from shared.edge import Edge
from shared.guard import OPEN, Guard
from shared.idempotency import fingerprint_key
from shared.jobs import figures as job_figures
from shared.jobs.kinds import kinds_of
from shared.jobs.reads import Asker
from shared.jobs.routes import router as long_work
from shared.languages import tongues
from shared.service import EVERYWHERE, furnished, working
from shared.watching.health import DependencyState, Look
from shared.watching.metrics import Metrics
from shared.watching.settings import WatchSettings
from shared.watching.traces import Spans
from shared.watching.watch import Watch

PACKAGE = Path(__file__).parent

_Key = Annotated[SecretBytes, Len(32)]


class Settings(StaffSettings, WatchSettings):
    """Read from the environment: GATEWAY_..., and the URL and mandate key of each service."""

    gateway_database_url: str
    gateway_signing_key: SecretStr
    """The Ed25519 key that partners' tokens are signed with, as a JWK."""
    gateway_pseudonym_key: _Key
    """What partners' pseudonyms of people are made with; never changed while partners hold any."""
    gateway_development_issuer: SecretStr | None = None
    """The Ed25519 public key of the issuer of staff tokens for development, as a JWK; never in production."""
    gateway_public_url: str | None = None
    """Where partners reach the gateway; what they sign to sign in may be made out to the token endpoint there."""
    gateway_cors_origins: ListedOrigins = ()
    """The origins of web pages that may read the gateway's answers in a browser; none: no page may."""
    beneficiary_mandate_key: _Key
    grants_mandate_key: _Key
    forums_mandate_key: _Key
    beneficiary_url: str = "http://127.0.0.1:8001"
    grants_url: str = "http://127.0.0.1:8002"
    forums_url: str = "http://127.0.0.1:8003"
    nexus_env: Environment = Environment.DEVELOPMENT

    @model_validator(mode="after")
    def _staff_have_an_issuer(self) -> "Settings":
        if self.production and self.gateway_development_issuer is not None:
            raise ValueError("GATEWAY_DEVELOPMENT_ISSUER: the development issuer is not for production")
        self.require_staff_issuer(production=self.production)
        return self

    @property
    def production(self) -> bool:
        return self.nexus_env is Environment.PRODUCTION


_WRITING_DOWN = 1.0
"""Seconds beside the services' that the gateway needs itself, with its own database."""
STAFF_ISSUER = "staff_issuer"
"""What the issuer of staff's tokens is called among the things that the gateway depends on."""

Lifespan = Callable[[], AbstractAsyncContextManager[None]]


def create_app(
    settings: Settings | None = None,
    transports: Mapping[Service, Transport] | None = None,
    around: Lifespan = nullcontext,
    beside: Sequence[Metrics] = (),
) -> FastAPI:
    """The gateway. Without `transports` it reaches the services over HTTP; `around` is held open while it runs.

    With its own figures it shows those of the applications `beside` it in the process.
    """
    settings = settings or Settings()
    watch = Watch("gateway", settings)
    issuer = Issuer.of(GATEWAY, settings.gateway_signing_key.get_secret_value())
    issuers = [issuer]
    if settings.gateway_development_issuer is not None:
        issuers.append(Issuer.of(DEVELOPMENT, settings.gateway_development_issuer.get_secret_value()))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with around(), working(app, watch, settings.gateway_database_url, PACKAGE, _looks(app, settings)):
            app.state.upstreams = upstreams(settings, transports, watch.spans)
            app.state.published = Published(production=app.state.production)
            app.state.staff = _staff(settings)
            reading = app.state.database.reading
            watch.metrics.readings = [figures.behind(reading), job_figures.by_state("gateway", reading, kinds)]
            try:
                with watch.metrics.collecting(CallFigures("gateway", app.state.upstreams)):
                    yield
            finally:
                if app.state.staff is not None:
                    await app.state.staff.close()
                await app.state.published.close()
                for upstream in app.state.upstreams.values():
                    await upstream.transport.close()

    kinds = kinds_of(EVERYWHERE)
    app = furnished(
        "Nexus",
        lifespan,
        [
            signing_in.router,
            agreements.router,
            agreements.reviews,
            partners.router,
            credentials.router,
            break_glass.router,
            lookups.router,
            profiles.router,
            areas.router,
            *timelines.routers,
            cohorts.router,
            me.router,
            tasks.router,
            *recalls.routers,
            feed.router,
            places.router,
            codelists.router,
            naming.router,
            forums.router,
            meetings.router,
            concerns.router,
            results.router,
            seals.router,
            document.router,
            long_work("/v1/jobs/gateway", kinds, partial(staff, everywhere=True), lambda caller: Asker(caller.roles)),
        ],
        PACKAGE,
        watch,
        beside,
    )
    app.state.kinds = kinds
    app.state.cursors = Cursors(settings.gateway_pseudonym_key.get_secret_value())
    app.router.routes.insert(0, passage.ROUTE)
    app.state.issuer = issuer
    app.state.staff = None
    app.state.fingerprint_key = fingerprint_key(settings.gateway_pseudonym_key.get_secret_value())
    app.state.production = settings.production
    app.state.audiences = signing_in.audiences(settings.gateway_public_url)
    app.state.pseudonyms = Pseudonyms(settings.gateway_pseudonym_key.get_secret_value())
    app.state.references = References(settings.gateway_pseudonym_key.get_secret_value())
    open = OPEN | watch.open | signing_in.OPEN | document.OPEN
    app.add_middleware(Guard, admit=with_token(issuers), open=open, patience=mandates.PATIENCE + _WRITING_DOWN)
    app.add_middleware(Edge, watch=watch, tongues=tongues(PACKAGE / "refusals"), roomy=passage.ROOMY)
    if settings.gateway_cors_origins:
        app.add_middleware(Origins, origins=settings.gateway_cors_origins)
    return app


def _staff(settings: Settings) -> StaffVerifier | None:
    """Knows staff by the tokens of their issuer, whose keys it begins to fetch."""
    if settings.staff_issuer is None:
        return None
    verifier = StaffVerifier(settings.staff_issuer, production=settings.production)
    verifier.keys.fetch_soon()
    return verifier


def _looks(app: FastAPI, settings: Settings) -> dict[str, Look]:
    """How each service is looked at, and the issuer of staff if there is one."""

    def at(service: Service) -> Look:
        async def look() -> DependencyState:
            return await health.look(app.state.upstreams[service])

        return look

    async def issuer() -> DependencyState:
        keys = app.state.staff.keys
        if not keys.usable:
            return DependencyState.UNREADY
        return DependencyState.OK if keys.reachable else DependencyState.UNREACHABLE

    looks = {service.value: at(service) for service in Service}
    return looks if settings.staff_issuer is None else {**looks, STAFF_ISSUER: issuer}


def upstreams(
    settings: Settings, transports: Mapping[Service, Transport] | None = None, spans: Spans | None = None
) -> dict[Service, Upstream]:
    """The services as the gateway reaches them: over HTTP, unless `transports` are named."""
    urls = {
        Service.BENEFICIARY: settings.beneficiary_url,
        Service.GRANTS: settings.grants_url,
        Service.FORUMS: settings.forums_url,
    }
    keys = {
        Service.BENEFICIARY: settings.beneficiary_mandate_key,
        Service.GRANTS: settings.grants_mandate_key,
        Service.FORUMS: settings.forums_mandate_key,
    }
    return {
        service: Upstream(
            service,
            _spared(service, transports[service] if transports is not None else OverHttp(service, urls[service])),
            keys[service].get_secret_value(),
            spans,
        )
        for service in Service
    }


def _spared(service: Service, transport: Transport) -> Sparing:
    """What spares a service, over this transport; one that does so already is it itself, for whoever shares it."""
    return transport if isinstance(transport, Sparing) else Sparing(service, transport)
