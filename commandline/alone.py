"""One application in a process of its own, which has none of the others' code."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from commandline.applications import Application
from commandline.ending import fail
from commandline.lasting import lasting
from commandline.serving import SERVING
from shared import logs
from shared.jobs.employment import attended

ALONE: Mapping[Application, tuple[str, int]] = {
    Application.BENEFICIARY: ("services.beneficiary.app", 8001),
    Application.GRANTS: ("services.grants.app", 8002),
    Application.FORUMS: ("services.forums.app", 8003),
    Application.GATEWAY: ("gateway.app", 8000),
}
"""Where each is made, and its usual port."""
BESIDE = 10
"""The port at which a worker says how it is lies so far above that of its application."""


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
    beside = [_attending] if service is Application.GATEWAY else []
    uvicorn.run(attended(service, app, *beside), port=usual + BESIDE if port is None else port, **SERVING)


def _attending(app: FastAPI) -> AbstractAsyncContextManager[None]:
    attending = import_module("gateway.attending").attending
    beside: AbstractAsyncContextManager[None] = attending(app.state.database.url, app.state.upstreams)
    return beside


def _alone(service: Application) -> tuple[FastAPI, int]:
    """One application, told its settings by the environment, and its usual port."""
    module, usual = ALONE[service]
    logs.configure()
    try:
        with lasting():
            app: FastAPI = import_module(module).create_app()
            return app, usual
    except ValidationError as error:
        prefix = "" if service is Application.GATEWAY else f"{service}_"
        unfit = "; ".join(_unfit(part, prefix) for part in error.errors())
        raise fail(f"{service} cannot start with this environment: {unfit}") from None


def _unfit(part: ErrorDetails, prefix: str) -> str:
    """A setting by its name in the environment, spelt out already if all share it, and what is wrong with it."""
    names = (str(name) for name in part["loc"])
    stated = (name if name.isupper() else f"{prefix}{name}".upper() for name in names)
    return ": ".join([*stated, part["msg"].removeprefix("Value error, ")])
