"""The script that makes the databases of docker-compose.yml, run on a real PostgreSQL by its own psql."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import asyncpg
import compose
import pytest
from compose import APPLICATIONS

from commandline import secrets
from commandline.applications import PACKAGES, Application
from embedded.postgres import Server
from shared.migrations import upgrade

SCRIPT = compose.FILE.parent / "deploy" / "databases.sh"


class Made(NamedTuple):
    """A server on which the script has run, and what the script was told."""

    server: Server
    told: dict[str, str]

    def url(self, role: str, database: str) -> str:
        password = self.told[f"{role.upper()}_DATABASE_PASSWORD"]
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.server.socket_folder))}"


@pytest.fixture
async def made(server: Server) -> AsyncIterator[Made]:
    environment = compose.environment_file("\n".join(secrets.lines(trial=False)))
    superuser = urlsplit(server.url())
    told = {
        **os.environ,
        **compose.containers(environment)["postgres"].environment,
        "PATH": f"{server.binaries}:{os.environ['PATH']}",
        "PGHOST": str(server.socket_folder),
        "PGPASSWORD": superuser.password or "",
        "POSTGRES_USER": superuser.username or "",
        "POSTGRES_DB": "postgres",
    }
    ran = await asyncio.create_subprocess_exec("sh", SCRIPT, env=told, stderr=asyncio.subprocess.PIPE)
    _, complaints = await ran.communicate()
    assert ran.returncode == 0, complaints.decode()
    yield Made(server, told)
    connection = await asyncpg.connect(server.url())
    for name in APPLICATIONS:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.execute(f"DROP ROLE {name}")
    await connection.execute("GRANT CONNECT, TEMPORARY ON DATABASE postgres TO PUBLIC")
    await connection.close()


async def test_each_application_can_bring_its_own_database_up_to_date_and_reach_no_other(made: Made) -> None:
    for name in APPLICATIONS:
        await upgrade(made.url(name, name), PACKAGES[Application(name)])
        for other in {*APPLICATIONS, "postgres"} - {name}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(made.url(name, other))


async def test_a_role_has_a_password_and_no_power(made: Made) -> None:
    connection = await asyncpg.connect(made.server.url())
    rows = await connection.fetch(
        "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS powerful,"
        " rolpassword LIKE 'SCRAM-SHA-256$%' AS protected FROM pg_authid WHERE rolname = ANY ($1)",
        list(APPLICATIONS),
    )
    encodings = await connection.fetch(
        "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale FROM pg_database"
        " WHERE datname = ANY ($1)",
        list(APPLICATIONS),
    )
    await connection.close()
    assert {tuple(row) for row in rows} == {(name, False, True) for name in APPLICATIONS}
    assert {tuple(row) for row in encodings} == {("UTF8", "b", "C.UTF-8")}
