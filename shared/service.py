"""The shape that all services share: an app with its database, a guard, a watch, the moment, and problems."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from inspect import cleandoc
from pathlib import Path
from typing import Annotated

from annotated_types import Len
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, SecretBytes
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from shared import languages, mandate, problems
from shared.callers import Service
from shared.cursors import Cursors
from shared.database import open_database
from shared.edge import USUAL, Edge, Room
from shared.events import routes as events
from shared.events.outbox import Outbox
from shared.forgetting import FORGET_KEYS
from shared.guard import OPEN, Guard, callers, staff, with_mandate
from shared.idempotency import fingerprint_key
from shared.jobs import figures as job_figures
from shared.jobs.kinds import Kind, kinds_of
from shared.jobs.reads import FIELDS, Asker
from shared.jobs.routes import router as long_work
from shared.jobs.views import JOBS
from shared.mandate import Mandate
from shared.routes import StrictRoute
from shared.signpost import Signpost
from shared.versions import Tags
from shared.watching import routes as watching
from shared.watching.health import NOTHING, Look, looking
from shared.watching.metrics import Metrics
from shared.watching.settings import WatchSettings
from shared.watching.traces import Trusted
from shared.watching.watch import Watch

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

EVERYWHERE = (FORGET_KEYS,)
"""The kinds of long work that every application has."""


class ServiceSettings(WatchSettings):
    """What a service is told from outside; each service reads its own prefix from the environment."""

    database_url: str
    mandate_key: Annotated[SecretBytes, Len(32)]
    """Shared with the gateway alone; at least 32 bytes."""


class MomentView(BaseModel):
    """A moment that holds for everything this service keeps."""

    at: datetime
    sequence: int


def create_service(
    service: Service,
    title: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    package: Path,
    jobs: Sequence[Kind] = (),
    roomy: Mapping[str, Room] = USUAL,
) -> FastAPI:
    """An application that answers for one service; opens its database when it starts and not before.

    `package` is the folder of its code, with its migrations and with what it may refuse, also in other languages than
    English; `jobs` are the kinds of long work that are its own, beside those that every application has; `roomy` names
    the paths that take larger bodies than others.
    """
    key = settings.mandate_key.get_secret_value()
    watch = Watch(service.value, settings, trusted=_mandated(key))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with working(app, watch, settings.database_url, package):
            database = app.state.database
            app.state.outbox = Outbox(service.value, database.reading, database.moments)
            watch.metrics.readings = [job_figures.by_state(service.value, database.reading, kinds)]
            try:
                yield
            finally:
                await app.state.outbox.close()

    kinds = kinds_of((*EVERYWHERE, *jobs))
    own = [long_work("/jobs", kinds, staff, _asker), _moments, events.router]
    app = furnished(title, lifespan, [*routers, *own], package, watch)
    app.state.kinds = kinds
    app.state.fingerprint_key = fingerprint_key(key)
    app.state.cursors, app.state.tags = Cursors(key), Tags(key)
    app.add_middleware(Guard, admit=with_mandate(service, key), open=OPEN | watch.open)
    app.add_middleware(Edge, watch=watch, tongues=languages.tongues(package / "refusals"), roomy=roomy)
    return app


def _asker(mandate: Mandate) -> Asker:
    """Who asks about jobs, which concern all that a service keeps, everywhere."""
    mandate.require_country()
    return Asker(mandate.roles, JOBS.readable(mandate.scope(JOBS.name), FIELDS))


def _mandated(key: bytes) -> Trusted:
    """Trusts what is stated beside a mandate: it comes from the gateway."""

    def trusted(scope: Scope) -> bool:
        stated = Headers(scope=scope).get(mandate.HEADER)
        return stated is not None and mandate.is_sealed(stated, key)

    return trusted


@asynccontextmanager
async def working(
    app: FastAPI, watch: Watch, database_url: str, package: Path, wanted: Mapping[str, Look] = NOTHING
) -> AsyncIterator[None]:
    """An application at work: its database is open, and everything is watched."""
    async with watch.tracing():
        database = app.state.database = await open_database(database_url, watch.statements)
        try:
            async with looking(database_url, package, wanted) as app.state.health:
                with watch.metrics.showing(database):
                    yield
        finally:
            await database.close()


def furnished(
    title: str,
    lifespan: Lifespan,
    routers: Sequence[APIRouter],
    package: Path,
    watch: Watch,
    beside: Sequence[Metrics] = (),
) -> FastAPI:
    """What gateway and services have alike: routes with their callers shown, health, figures, problems.

    With its own figures it shows those of the applications `beside` it in the process. `app.state.problem_types` lists
    what the application may refuse.
    """
    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        openapi_url=None,  # made when it is written down, at the door, and never while somebody waits
        openapi_tags=[*_tags(routers), _HEALTH],
        redirect_slashes=False,
        # FastAPI's own spans have paths, queries and hosts in them, and follow whoever sends a `traceparent`.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for route in _routes(routers):
        route.openapi_extra = {"x-callers": list(callers(route)), **(route.openapi_extra or {})}
    served = [*routers, watching.health]
    if watch.metrics_token is not None:
        served.append(watching.figures(watch.metrics_token, [watch.metrics, *beside]))
    for route in _routes(served):
        route.responses = {**problems.DOCUMENTED, **route.responses}
    app.router.routes.append(Signpost(_routes(served)))
    for router in served:
        # As they are: included, each would be built anew for every application when it is first asked.
        app.router.routes.extend(router.routes)
    app.state.watch = watch
    app.state.problem_types = [*problems.types(languages.SHARED), *problems.types(package / "refusals")]
    app.add_exception_handler(RequestValidationError, problems.from_validation)
    app.add_exception_handler(HTTPException, problems.from_http)
    return app


def _routes(routers: Sequence[APIRouter]) -> Iterator[APIRoute]:
    return (route for router in routers for route in router.routes if isinstance(route, APIRoute))


def _tags(routers: Sequence[APIRouter]) -> list[dict[str, str]]:
    """Each tag as the room says what it is for whose routes are the first to bear it."""
    rooms: dict[str, str] = {}
    for route in _routes(routers):
        if route.endpoint.__module__ != __name__:
            for tag in route.tags:
                rooms.setdefault(str(tag), route.endpoint.__module__.rpartition(".")[0])
    return [{"name": tag, "description": cleandoc(sys.modules[room].__doc__ or "")} for tag, room in rooms.items()]


_HEALTH = {"name": "health", "description": "Whether an application answers, and whether it can do its work."}


_moments = APIRouter(route_class=StrictRoute, tags=["moment"])


@_moments.post("/moments", openapi_extra={"x-callers": ["gateway"]})
async def fix_moment(request: Request) -> MomentView:
    """Fix a moment: every fact recorded from now on is later than it."""
    fixed = await request.app.state.database.moments.fix()
    return MomentView(at=fixed.at, sequence=fixed.sequence)
