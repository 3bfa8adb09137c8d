"""Whether an application can do its work, as a container's health check asks."""

from typing import Annotated

import httpx
import typer

from commandline.ending import fail

PATIENCE = 3.0
"""Seconds."""


def is_ready(address: str) -> bool:
    """Whether the application at this address says that it is ready."""
    try:
        return httpx.get(f"{address}/health/ready", timeout=PATIENCE, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def healthy(address: Annotated[str, typer.Argument(help="For example http://127.0.0.1:8001.")]) -> None:
    """Ask an application whether it can do its work; ends with 1 if not. Made for a container's health check."""
    if not is_ready(address):
        raise fail(f"what should answer at {address} is not ready.")
