"""Where an application is asked how it does: health for anybody, figures for whoever holds their token."""

import hmac
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from pydantic import SecretStr
from starlette.datastructures import Headers

from shared.errors import Unauthenticated
from shared.routes import StrictRoute
from shared.watching.health import Health, HealthView, Readiness
from shared.watching.metrics import Metrics, document
from shared.watching.watch import FIGURES

health = APIRouter(route_class=StrictRoute, prefix="/health", tags=["health"])


@health.get("/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@health.get("/ready", responses={503: {"model": HealthView, "description": "It cannot do its work."}})
async def ready(request: Request, response: Response) -> HealthView:
    """Whether the application can do its work, and how each thing stands on which that depends.

    503 if it cannot. `degraded` is a 200: it works, and what it answers without those that are away says so.
    """
    looked: Health = request.app.state.health
    seen = await looked.look()
    response.headers["cache-control"] = "no-store"
    if seen.status is Readiness.UNREADY:
        response.status_code = 503
    return seen


def figures(token: SecretStr, applications: Sequence[Metrics]) -> APIRouter:
    """Where the figures of these applications are read, by whoever sends this token."""
    router = APIRouter(route_class=StrictRoute, include_in_schema=False)
    expected = f"Bearer {token.get_secret_value()}".encode()

    @router.get(FIGURES)
    async def read(request: Request) -> Response:
        stated = Headers(scope=request.scope).get("authorization", "").encode()
        if not hmac.compare_digest(stated, expected):
            raise Unauthenticated("metrics-token-invalid", "The figures are for whoever watches the platform.")
        headers = {"cache-control": "no-store", "content-type": "text/plain; version=0.0.4; charset=utf-8"}
        return Response(await document(applications), headers=headers)

    return router
