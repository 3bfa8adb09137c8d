"""The shape that all services share: an app with its database, a guard, health, the moment, and problems."""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Len
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, SecretBytes
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.exceptions import HTTPException

from shared import languages, problems
from shared.callers import Service
from shared.cursors import Cursors
from shared.database import open_database
from shared.edge import Edge
from shared.errors import Unavailable
from shared.events import routes as events
from shared.events.outbox import Outbox
from shared.forgetting import FORGET_KEYS
from shared.guard import Guard, callers, staff, with_mandate
from shared.idempotency import fingerprint_key
from shared.jobs.kinds import Kind, kinds_of
from shared.jobs.reads import FIELDS, Asker
from shared.jobs.routes import router as long_work
from shared.jobs.views import JOBS
from shared.mandate import Mandate
from shared.routes import StrictRoute
from shared.versions import Tags

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

EVERYWHERE = (FORGET_KEYS,)
"""The kinds of long work that every application has."""


class ServiceSettings(BaseSettings):
    """What a service is told from outside; each service reads its own prefix from the environment."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

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
    refusals: Path,
    jobs: Sequence[Kind] = (),
) -> FastAPI:
    """An application that answers for one service; opens its database when it starts and not before.

    `refusals` is the folder of what it may refuse, and how that is said in other languages than English; `jobs` are the
    kinds of long work that are its own, beside those that every application has.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = await open_database(settings.database_url)
        app.state.database = database
        app.state.outbox = Outbox(service.value, database.reading, database.moments)
        try:
            yield
        finally:
            await app.state.outbox.close()
            await database.close()

    kinds = kinds_of((*EVERYWHERE, *jobs))
    own = [long_work("/jobs", kinds, staff, _asker), _moments, events.router]
    app = furnished(title, lifespan, [*routers, *own], refusals)
    app.state.kinds = kinds
    key = settings.mandate_key.get_secret_value()
    app.state.fingerprint_key = fingerprint_key(key)
    app.state.cursors, app.state.tags = Cursors(key), Tags(key)
    app.add_middleware(Guard, admit=with_mandate(service, key))
    app.add_middleware(Edge, name=service.value, tongues=languages.tongues(refusals))
    return app


def _asker(mandate: Mandate) -> Asker:
    """Who asks about jobs, which concern all that a service keeps, everywhere."""
    mandate.require_country()
    return Asker(mandate.roles, JOBS.readable(mandate.scope(JOBS.name), FIELDS))


def furnished(title: str, lifespan: Lifespan, routers: Sequence[APIRouter], refusals: Path) -> FastAPI:
    """What gateway and services have alike: routes with their callers shown, health, problems.

    `app.state.problem_types` lists what the application may refuse.
    """
    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        openapi_url=None,  # made when it is written down, at the door, and never while somebody waits
        openapi_tags=[*_tags(routers), _HEALTH],
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                route.openapi_extra = {"x-callers": list(callers(route)), **(route.openapi_extra or {})}
        app.include_router(router, responses=problems.DOCUMENTED)
    app.include_router(_health, responses=problems.DOCUMENTED)
    app.state.problem_types = [*problems.types(languages.SHARED), *problems.types(refusals)]
    app.add_exception_handler(RequestValidationError, problems.from_validation)
    app.add_exception_handler(HTTPException, problems.from_http)
    return app


def _tags(routers: Sequence[APIRouter]) -> list[dict[str, str]]:
    """Each tag as the room says what it is for whose routes are the first to bear it."""
    rooms: dict[str, str] = {}
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.endpoint.__module__ != __name__:
                for tag in route.tags:
                    rooms.setdefault(str(tag), route.endpoint.__module__.rpartition(".")[0])
    return [{"name": tag, "description": cleandoc(sys.modules[room].__doc__ or "")} for tag, room in rooms.items()]


_HEALTH = {"name": "health", "description": "Whether an application answers, and whether it can do its work."}
_health = APIRouter(route_class=StrictRoute, prefix="/health", tags=["health"])


@_health.get("/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@_health.get("/ready")
async def ready(request: Request) -> dict[str, Any]:
    """The process can do its work: its database answers, and if it is a worker, it has a queue to take jobs from."""
    await request.app.state.database.reading.fetchval("SELECT 1")
    worker = getattr(request.app.state, "worker", None)
    if worker is not None and not worker.works:
        raise Unavailable("queue-unavailable", "The queue of long work cannot be reached.")
    return {"status": "ready"}


_moments = APIRouter(route_class=StrictRoute, tags=["moment"])


@_moments.post("/moments", openapi_extra={"x-callers": ["gateway"]})
async def fix_moment(request: Request) -> MomentView:
    """Fix a moment: every fact recorded from now on is later than it."""
    fixed = await request.app.state.database.moments.fix()
    return MomentView(at=fixed.at, sequence=fixed.sequence)
