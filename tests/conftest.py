"""What tests of every level may use: a real PostgreSQL, migrated once, and a fresh copy of it for each test."""

import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import memory
import pytest

import gateway
from embedded import postgres
from services import beneficiary, forums, grants
from shared import write
from shared.migrations import upgrade

PACKAGES = {
    "beneficiary": Path(beneficiary.__file__).parent,
    "grants": Path(grants.__file__).parent,
    "forums": Path(forums.__file__).parent,
    "gateway": Path(gateway.__file__).parent,
}

NameDatabase = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="session")
def server(worker_id: str) -> Iterator[postgres.Server]:
    """A PostgreSQL of this test worker's own."""
    with memory.server(worker_id) as running:
        yield running


@pytest.fixture(scope="session")
async def template(server: postgres.Server) -> NameDatabase:
    """Names of migrated and otherwise empty databases, each made when a test first asks for its application."""
    connection = await asyncpg.connect(server.url("postgres"))
    for row in await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'"):
        await connection.execute(f'DROP DATABASE "{row["datname"]}" WITH (FORCE)')
    await connection.close()
    made: dict[str, str] = {}

    async def of(application: str) -> str:
        if application not in made:
            name = f"test_{application}"
            server.create_databases([name])
            await upgrade(server.url(name), PACKAGES[application])
            made[application] = name
        return made[application]

    return of


_numbers = count(1)


@pytest.fixture
async def clone(server: postgres.Server, template: NameDatabase) -> AsyncIterator[NameDatabase]:
    """Copies of the migrated databases for one test alone: `url = await clone("grants")`.

    They are made file by file: written down page by page, as PostgreSQL does else, they take longer to drop.
    """
    made: list[str] = []
    connection = await asyncpg.connect(server.url("postgres"))

    async def copy(application: str) -> str:
        name = f"test_{application}_{next(_numbers)}"
        await connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{await template(application)}" STRATEGY FILE_COPY'
        )
        made.append(name)
        return server.url(name)

    yield copy
    for name in made:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


LEVELS = ("e2e", "attacks", "integration", "contract", "unit")
"""The folders of tests, those with the longest modules first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: LEVELS.index(item.path.relative_to(Path(__file__).parent).parts[0]))


IMPATIENT = {"test_deadlines", "test_facts"}
"""What tests how long a write may last."""
PATIENT = 8.0
"""Seconds that it may last elsewhere: the machines on which tests run stall at times for longer than anybody waits."""
_LONGEST = write.LONGEST


def pytest_collection_finish() -> None:
    """What is there before the first test stays, so nobody need look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    write.LONGEST = _LONGEST if item.path.stem in IMPATIENT else PATIENT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After a long run, what was tried and how often it was wrong."""
    if os.environ.get("NEXUS_ATTACK") == "long":
        for report in terminalreporter.getreports("passed"):
            for name, value in report.user_properties:
                terminalreporter.write_line(f"{name}: {value} ({report.duration:.0f} s)")
