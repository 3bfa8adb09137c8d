"""Each service running alone over a fresh database of its own."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from secrets import token_hex

import asyncpg
import pytest
from callers import KEY, Running, running
from desk import Desk
from registry import Registry

from embedded import place
from embedded.postgres import Server
from services.beneficiary import app as beneficiary_app
from services.forums import app as forums_app
from services.grants import app as grants_app
from shared.callers import Service


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An unused home of an embedded PostgreSQL; what root keeps outside of it is removed afterwards."""
    home = tmp_path / "var" / "postgres"
    yield home
    for note in tmp_path.rglob(place.NOTE):
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)


@pytest.fixture
async def beneficiary(clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[Running]:
    url = await clone("beneficiary")
    app = beneficiary_app.create_app(beneficiary_app.Settings(database_url=url, mandate_key=KEY, document_key=KEY))
    async with running(Service.BENEFICIARY, app, url) as service:
        yield service


@pytest.fixture(scope="module")
async def module_clone(
    server: Server, template: Callable[[str], Awaitable[str]]
) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Copies of the migrated databases for a whole module."""
    made: list[str] = []
    connection = await asyncpg.connect(server.url("postgres"))

    async def copy(application: str) -> str:
        made.append(f"test_{application}_{token_hex(4)}")
        await connection.execute(
            f'CREATE DATABASE "{made[-1]}" TEMPLATE "{await template(application)}" STRATEGY FILE_COPY'
        )
        return server.url(made[-1])

    yield copy
    for name in made:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


@pytest.fixture(scope="module")
async def common(module_clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[Running]:
    """The beneficiary service over one database for a whole module, for tests that do not disturb each other."""
    url = await module_clone("beneficiary")
    app = beneficiary_app.create_app(beneficiary_app.Settings(database_url=url, mandate_key=KEY, document_key=KEY))
    async with running(Service.BENEFICIARY, app, url) as service:
        yield service


@pytest.fixture
async def registry(beneficiary: Running) -> Registry:
    return Registry(beneficiary)


@pytest.fixture
async def grants(clone: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Running]:
    url, files = await clone("grants"), f"file://{tmp_path / 'files'}"
    app = grants_app.create_app(grants_app.Settings(database_url=url, mandate_key=KEY, files_url=files))
    async with running(Service.GRANTS, app, url) as service:
        yield service


@pytest.fixture
async def forums(clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[Running]:
    url = await clone("forums")
    app = forums_app.create_app(forums_app.Settings(database_url=url, mandate_key=KEY))
    async with running(Service.FORUMS, app, url) as service:
        yield service


@pytest.fixture
async def desk(forums: Running) -> Desk:
    return Desk(forums)
