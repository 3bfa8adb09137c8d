"""The migrations of each application make exactly the tables, constraints, functions and triggers of its code."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, pool

import gateway.metadata
import services.beneficiary.metadata
import services.forums.metadata
import services.grants.metadata
from embedded.postgres import Server
from shared.database import open_engine
from shared.migrations import configuration, upgrade

pytestmark = pytest.mark.drift

METADATA = {
    "beneficiary": services.beneficiary.metadata.metadata,
    "grants": services.grants.metadata.metadata,
    "forums": services.forums.metadata.metadata,
    "gateway": gateway.metadata.metadata,
}
PACKAGES = {
    application: Path(gathered.__file__).parent
    for application, gathered in (
        ("beneficiary", services.beneficiary.metadata),
        ("grants", services.grants.metadata),
        ("forums", services.forums.metadata),
        ("gateway", gateway.metadata),
    )
}
every_application = pytest.mark.parametrize("application", METADATA)


@pytest.fixture
async def migrated(server: Server, clone: Callable[[str], Any], application: str) -> str:
    """The name of a database as the migrations make it."""
    return urlsplit(await clone(application)).path.removeprefix("/")


@pytest.fixture
async def created(server: Server, application: str) -> AsyncIterator[str]:
    """The name of a database as the code describes it."""
    async with empty(server) as name:
        await alembic(server, name, METADATA[application].create_all)
        yield name


@asynccontextmanager
async def empty(server: Server) -> AsyncIterator[str]:
    name = f"test_schema_{token_hex(4)}"
    server.create_databases([name])
    yield name
    connection = await asyncpg.connect(server.url("postgres"))
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def alembic(server: Server, name: str, act: Callable[..., Any], *arguments: Any) -> Any:
    """What `act` gives when it is called with a connection that Alembic and SQLAlchemy can use."""
    engine = open_engine(server.url(name), poolclass=pool.NullPool)
    async with engine.begin() as connection:
        given = await connection.run_sync(act, *arguments)
    await engine.dispose()
    return given


async def execute(server: Server, name: str, statement: str) -> Any:
    connection = await asyncpg.connect(server.url(name))
    given = await connection.fetchval(statement)
    await connection.close()
    return given


def schema(server: Server, name: str) -> str:
    """Everything of a database but its rows, and but Alembic's own table."""
    dump = server.run("pg_dump", "--schema-only", "--no-owner", "--exclude-table=alembic_version", name)
    return re.sub(r"^\\(un)?restrict .*$", "", dump, flags=re.MULTILINE)


def differences(connection: Connection, metadata: MetaData) -> list[Any]:
    """What Alembic would write into the next migration."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


@every_application
async def test_migrations_make_what_the_code_describes(
    server: Server, application: str, migrated: str, created: str
) -> None:
    assert schema(server, migrated) == schema(server, created)
    assert schema(server, migrated).count("CREATE TABLE public.") == len(METADATA[application].tables)
    assert schema(server, migrated).count("CREATE TABLE nexus_queue.") == 4
    assert await alembic(server, migrated, differences, METADATA[application]) == []
    for name in (migrated, created):
        assert await execute(server, name, "SELECT count(*) FROM moment") == 1


CHANGES = (
    "ALTER TABLE people ADD COLUMN secret text",
    "ALTER TABLE particulars ALTER COLUMN sex DROP NOT NULL",
    "ALTER TABLE particulars ALTER COLUMN given_native TYPE varchar(81)",
    "ALTER TABLE particulars DROP CONSTRAINT ck_particulars_birth",
    "ALTER TABLE memberships DROP CONSTRAINT ex_memberships_one_at_a_time",
    "DROP TRIGGER append_only ON people",
    "CREATE OR REPLACE FUNCTION recorded_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "DROP INDEX uq_attendances_standing",
    "ALTER TABLE households ALTER COLUMN recorded_at DROP DEFAULT",
)


@pytest.mark.parametrize("application", ["beneficiary"])
async def test_a_difference_is_noticed(server: Server, migrated: str) -> None:
    seen = {schema(server, migrated)}
    for change in CHANGES:
        await execute(server, migrated, change)
        seen.add(schema(server, migrated))
    assert len(seen) == 1 + len(CHANGES)


@pytest.mark.parametrize("application", ["beneficiary"])
async def test_what_alembic_would_write_is_noticed(server: Server, migrated: str) -> None:
    await execute(server, migrated, "ALTER TABLE people ADD COLUMN secret text")
    found = await alembic(server, migrated, differences, METADATA["beneficiary"])
    assert [kind for kind, *_ in found] == ["remove_column"]


@every_application
async def test_migrations_can_be_taken_back_and_run_again(server: Server, application: str, migrated: str) -> None:
    package = PACKAGES[application]

    def downgrade(connection: Connection) -> None:
        command.downgrade(configuration(package / "migrations", connection), "base")

    before = schema(server, migrated)
    await alembic(server, migrated, downgrade)
    async with empty(server) as name:
        assert schema(server, migrated) == schema(server, name)
    await upgrade(server.url(migrated), package)
    assert schema(server, migrated) == before
    assert await execute(server, migrated, "SELECT count(*) FROM moment") == 1


@pytest.mark.parametrize("application", ["gateway"])
async def test_partners_that_once_had_the_same_code_are_carried_over_with_one_each(
    server: Server, migrated: str
) -> None:
    def downgrade(connection: Connection) -> None:
        command.downgrade(configuration(PACKAGES["gateway"] / "migrations", connection), "0001")

    await alembic(server, migrated, downgrade)
    for code, voided in (("ngo", True), ("other", False), ("ngo", True), ("ngo", False)):
        void = "recorded_now(), 'somebody', 'corrected'" if voided else "NULL, NULL, NULL"
        await execute(
            server,
            migrated,
            "INSERT INTO partners (code, name, caller_class, secret_hash, recorded_by, voided_at, voided_by,"
            f" void_reason) VALUES ('{code}', 'NGO', 'aid', '', 'somebody', {void})",
        )
    await upgrade(server.url(migrated), PACKAGES["gateway"])
    codes = "SELECT array_agg(concat_ws(' ', code, void_reason) ORDER BY id) FROM partners"
    assert await execute(server, migrated, codes) == ["ngo-1 replaced", "other", "ngo-3 replaced", "ngo"]
