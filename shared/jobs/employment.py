"""Where workers work: inside the application that serves, or in a process of their own that says how it is."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import FastAPI

from shared import languages
from shared.edge import Edge
from shared.jobs.worker import Worker, working
from shared.service import furnished
from shared.watching.health import DependencyState, Look
from shared.watching.watch import Watch


def employ(app: FastAPI) -> FastAPI:
    """Have an application do its long work itself, while it is open."""
    opened = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(app), working(app.state.database, app.state.kinds):
            yield

    app.router.lifespan_context = lifespan
    return app


Beside = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""Something that goes on while an application is open, and is no job."""


def attended(name: str, app: FastAPI, beside: Beside = lambda _: nullcontext()) -> FastAPI:
    """An application that serves nobody: it does the long work of `app`, and tells those who watch how it does."""
    watch: Watch = app.state.watch.of(f"{name}-worker")

    @asynccontextmanager
    async def lifespan(here: FastAPI) -> AsyncIterator[None]:
        async with (
            app.router.lifespan_context(app),
            beside(app),
            working(app.state.database, app.state.kinds) as worker,
        ):
            here.state.health = app.state.health.needing("queue", _queue(worker))
            try:
                yield
            finally:
                here.state.health.close()

    shared = languages.SHARED.parent
    here = furnished(f"Nexus {name} worker", lifespan, [], shared, watch, [app.state.watch.metrics])
    here.add_middleware(Edge, watch=watch, tongues=languages.tongues(languages.SHARED))
    return here


def _queue(worker: Worker) -> Look:
    async def look() -> DependencyState:
        return DependencyState.OK if worker.works else DependencyState.UNREACHABLE

    return look
