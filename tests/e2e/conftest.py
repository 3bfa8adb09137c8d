"""Databases for platforms that are told where theirs are."""

from collections.abc import Awaitable, Callable
from itertools import count

import asyncpg
import pytest

from embedded import postgres

APPLICATIONS = ("beneficiary", "grants", "forums", "gateway")

_numbers = count(1)


@pytest.fixture(scope="module")
async def migrated(server: postgres.Server, template: Callable[[str], Awaitable[str]]) -> dict[str, str]:
    """URLs of four migrated and otherwise empty databases, for one module of tests."""
    connection = await asyncpg.connect(server.url("postgres"))
    urls = {}
    for application in APPLICATIONS:
        name = f"test_e2e_{application}_{next(_numbers)}"
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{await template(application)}"')
        urls[application] = server.url(name)
    await connection.close()
    return urls


@pytest.fixture
def unfilled(server: postgres.Server) -> dict[str, str]:
    """URLs of four databases without any table, for one test."""
    number = next(_numbers)
    names = {application: f"test_e2e_{application}_{number}" for application in APPLICATIONS}
    server.create_databases(names.values())
    return {application: server.url(name) for application, name in names.items()}
