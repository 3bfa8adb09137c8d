"""A house to attack, for one module of tests."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from itertools import count

import asyncpg
import pytest
from house import PARTNERS, House, introduce_partners, opened

from embedded import postgres

_numbers = count(1)


@pytest.fixture(scope="module")
async def cellars(
    server: postgres.Server, template: Callable[[str], Awaitable[str]]
) -> AsyncIterator[Mapping[str, str]]:
    """URLs of four empty databases."""
    number = next(_numbers)
    connection = await asyncpg.connect(server.url("postgres"))
    urls = {}
    for application in ("beneficiary", "grants", "forums", "gateway"):
        name = f"test_attacks_{application}_{number}"
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # of a session that was killed
        await connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{await template(application)}" STRATEGY FILE_COPY'
        )
        urls[application] = server.url(name)
    yield urls
    for application in urls:
        await connection.execute(f'DROP DATABASE "test_attacks_{application}_{number}" WITH (FORCE)')
    await connection.close()


@pytest.fixture(scope="module")
async def house(cellars: Mapping[str, str]) -> AsyncIterator[House]:
    """All four applications in this process, over empty databases."""
    async with opened(cellars) as house:
        yield house


@pytest.fixture(scope="module")
async def known(house: House) -> House:
    """The house with partners that have asked before, so that another question leaves no new row."""
    await introduce_partners(house.urls["gateway"])
    for caller_class, code in PARTNERS.items():
        assert (await house.ask(house.partner(caller_class, code), "GET", "/v1/places/IQ")).status == 200
    return house
