"""Which SQL engine compares."""

from enum import StrEnum


class Engine(StrEnum):
    """`duckdb` on this machine, or `spark` on the cluster that Spark's own configuration names."""

    DUCKDB = "duckdb"
    SPARK = "spark"


MEMORY = "3GB"
"""What DuckDB keeps in memory, unless something else is stated."""
