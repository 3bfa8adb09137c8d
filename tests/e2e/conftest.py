"""Databases for platforms that are told where theirs are."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count

import asyncpg
import pytest

from embedded import postgres

APPLICATIONS = ("beneficiary", "grants", "forums", "gateway")

_numbers = count(1)


@asynccontextmanager
async def databases(
    server: postgres.Server, template: Callable[[str], Awaitable[str]] | None
) -> AsyncIterator[dict[str, str]]:
    number = next(_numbers)
    names = {application: f"test_e2e_{application}_{number}" for application in APPLICATIONS}
    connection = await asyncpg.connect(server.url("postgres"))
    for application, name in names.items():
        like = "template0" if template is None else await template(application)
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # of a session that was killed
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    yield {application: server.url(name) for application, name in names.items()}
    for name in names.values():
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


Migrating = Callable[[], AbstractAsyncContextManager[dict[str, str]]]


@pytest.fixture(scope="session")
def migrating(server: postgres.Server, template: Callable[[str], Awaitable[str]]) -> Migrating:
    """Four migrated and otherwise empty databases, as often as somebody asks for them."""
    return lambda: databases(server, template)


@pytest.fixture(scope="module")
async def migrated(migrating: Migrating) -> AsyncIterator[dict[str, str]]:
    """URLs of four migrated and otherwise empty databases, for one module of tests."""
    async with migrating() as urls:
        yield urls


@pytest.fixture
async def unfilled(server: postgres.Server) -> AsyncIterator[dict[str, str]]:
    """URLs of four databases without any table, for one test."""
    async with databases(server, None) as urls:
        yield urls
