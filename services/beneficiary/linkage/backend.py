"""What compares: the SQL engine under Splink, on this machine or on a cluster. Nothing else here knows which."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
from splink import DuckDBAPI
from splink.internals.database_api import DatabaseAPI  # in no public room of Splink, and only named

from services.beneficiary.linkage.engines import MEMORY, Engine

# What it says is how it learns, which is told nobody who could do anything about it.
logging.getLogger("splink").setLevel(logging.ERROR)


class Backend(Protocol):
    """An engine at work: `keep` adds records to a table, and `api` is how Splink asks it."""

    @property
    def api(self) -> DatabaseAPI[Any]: ...

    def keep(self, name: str, records: pa.Table) -> None: ...


@contextmanager
def opened(engine: Engine, memory: str = MEMORY) -> Iterator[Backend]:
    """An engine with nothing in it; what it held is gone afterwards.

    DuckDB keeps so much in `memory`; what it needs beyond goes to a folder that only we can read, and that is removed.
    """
    if engine is Engine.SPARK:
        with _on_spark() as backend:
            yield backend
        return
    with tempfile.TemporaryDirectory(prefix="nexus-linkage-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": folder,
            "preserve_insertion_order": False,
            # Nothing is read but what it is given, and nothing fetched.
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(config=settings) as connection:
            yield _OnDuckDB(connection)


class _OnDuckDB:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.api = DuckDBAPI(connection)
        self._connection = connection
        self._kept: set[str] = set()

    def keep(self, name: str, records: pa.Table) -> None:
        verb = f"INSERT INTO {name}" if name in self._kept else f"CREATE TABLE {name} AS"
        self._connection.register("arriving", records)
        self._connection.execute(f"{verb} SELECT * FROM arriving")  # noqa: S608 - names from code
        self._connection.unregister("arriving")
        self._kept.add(name)


@contextmanager
def _on_spark() -> Iterator[Backend]:
    # Whoever has a cluster has its client, in the cluster's version; nobody else needs it.
    from pyspark.sql import SparkSession  # type: ignore[import-not-found]  # noqa: PLC0415
    from splink import SparkAPI  # noqa: PLC0415

    with SparkSession.builder.appName("nexus-linkage").getOrCreate() as session:
        # Kept in the cluster's memory: it needs no folder that all of it can write to.
        api = SparkAPI(spark_session=session, break_lineage_method="persist")  # type: ignore[no-untyped-call]
        yield _OnSpark(session, api)


class _OnSpark:
    def __init__(self, session: Any, api: DatabaseAPI[Any]) -> None:
        self.api = api
        self._session = session
        self._kept: dict[str, Any] = {}

    def keep(self, name: str, records: pa.Table) -> None:
        arriving = self._session.createDataFrame(records)
        self._kept[name] = self._kept[name].union(arriving) if name in self._kept else arriving
        self._kept[name].createOrReplaceTempView(name)
