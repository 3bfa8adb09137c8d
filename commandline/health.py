"""Whether an application can do its work, as a container's health check asks."""

import httpx

PATIENCE = 3.0
"""Seconds."""


def is_ready(address: str) -> bool:
    """Whether the application at this address says that it is ready."""
    try:
        return httpx.get(f"{address}/health/ready", timeout=PATIENCE, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
