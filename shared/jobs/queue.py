"""PgQueuer's queue in a schema of its own, told nothing by the environment; and asking it for a job in a write."""

from typing import Any, cast

from pgqueuer import AsyncpgDriver, Queries
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.domain.settings import DBSettings
from pgqueuer.ports.driver import Driver
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from shared.write import Write

SCHEMA = "nexus_queue"


class _Settings(DBSettings):
    """PgQueuer's names as they are here; it would read others from variables as common as CHANNEL and FUNCTION."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


SETTINGS = _Settings(db_schema=SCHEMA)


def queries(driver: Driver) -> Queries:
    """PgQueuer's statements over a connection."""
    return Queries(
        driver, QueryBuilderEnvironment(SETTINGS), QueryQueueBuilder(SETTINGS), QuerySchedulerBuilder(SETTINGS)
    )


async def enqueue(write: Write, kind: str, id: str) -> None:
    """Have a worker take up a job; on the connection of the write, so that it is taken back together with it."""
    driver = AsyncpgDriver(cast(Any, await write.reader()))
    await queries(driver).enqueue(kind, id.encode(), dedupe_key=id)


def whole() -> str:
    """The statements that make the schema as the library has it now."""
    return QueryBuilderEnvironment(SETTINGS).build_install_query()
