"""What every application's database has: naming of constraints, facts, and the tables of the plumbing itself."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    event,
    text,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from shared.views import VoidReason

LOW, MODERATE = {"sensitivity": "low"}, {"sensitivity": "moderate"}
"""What `classification` puts on the columns of nouns, said here of those of the plumbing."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RECORDED_NOW = """
CREATE FUNCTION recorded_now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN greatest(clock_timestamp(), (SELECT at + interval '1 microsecond' FROM moment));
END
$$
"""
"""The time of recording: the clock, but always after the last moment that an answer was given as of."""

APPEND_ONLY = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE void text[] := ARRAY['voided_at', 'voided_by', 'void_reason'];
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
        OR to_jsonb(NEW) - void IS DISTINCT FROM to_jsonb(OLD) - void THEN
        RAISE EXCEPTION 'facts are append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""
"""A fact never changes and never goes: it may be voided, once."""

UNCHANGING = """
CREATE FUNCTION unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this record never changes' USING ERRCODE = 'restrict_violation';
END
$$
"""
"""A record of what happened: written once, not even voided."""

FIRST_MOMENT = "INSERT INTO moment (at, sequence) VALUES ('1900-01-01T00:00:00Z', 0)"


def triggers(table: str, function: str) -> tuple[str, str]:
    """The statements that hand every change of a table's rows, and its emptying, to a function."""
    return (
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    )


def coded(codes: type[StrEnum], called: str | None = None) -> Any:
    """A column of codes: text with a CHECK, never a native type, which no migration can narrow.

    Where a table has several of the same codes, each CHECK has to be `called` otherwise.
    """
    name = called or "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in codes.__name__).lstrip(
        "_"
    )
    return SqlEnum(
        codes,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda kinds: [kind.value for kind in kinds],
    )


class Recorded(SQLModel):
    """When something was recorded, and by whom."""

    recorded_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("recorded_now()")},
    )
    recorded_by: str = Field(sa_type=Text)


class Record(Recorded):
    """Something stated at a time by someone: never changed, never deleted, voided when it holds no longer."""

    voided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    voided_by: str | None = Field(default=None, sa_type=Text)


class Fact(Record):
    """Something stated of the world, voided when it proves wrong."""

    void_reason: VoidReason | None = Field(default=None, sa_type=coded(VoidReason))


def _statement(sql: str) -> DDL:
    return DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]


def _recorded_at() -> Column[datetime]:
    return Column(
        "recorded_at", DateTime(timezone=True), nullable=False, server_default=text("recorded_now()"), info=LOW
    )


def plumb(metadata: MetaData) -> None:
    """Add the plumbing's own tables and functions to an application's metadata."""
    Table(
        "moment",
        metadata,
        Column("one", Boolean, primary_key=True, server_default=text("true"), info=LOW),
        Column("at", DateTime(timezone=True), nullable=False, info=LOW),
        Column("sequence", BigInteger, nullable=False, info=LOW),
        CheckConstraint("one", name="one"),
        comment="The last moment that was fixed; a single row.",
    )
    Table(
        "outbox",
        metadata,
        Column("seq", BigInteger, Identity(always=True), primary_key=True, info=LOW),
        Column("type", Text, nullable=False, info=LOW),
        Column("subject", Text, nullable=False, info=MODERATE),
        Column("data", JSONB, nullable=False, info=MODERATE),
        Column("request_id", Text, nullable=False, info=LOW),
        _recorded_at(),
        comment="One row for every change, written with it; references only.",
    )
    Table(
        "idempotency_keys",
        metadata,
        Column("caller", Text, primary_key=True, info=MODERATE),
        Column("key", Text, primary_key=True, info=LOW),
        Column("fingerprint", LargeBinary, nullable=False, info=MODERATE),
        Column("effect", Text, info=MODERATE),
        _recorded_at(),
        Column("of_money", Boolean, nullable=False, server_default=text("true"), info=LOW),
        Index("ix_idempotency_keys_forgettable", "recorded_at", postgresql_where=text("NOT of_money")),
        comment="What a key was first used for and which record its effect is; no personal data.",
    )
    event.listen(metadata, "before_create", _statement(RECORDED_NOW))
    event.listen(metadata, "before_create", _statement(APPEND_ONLY))
    event.listen(metadata, "before_create", _statement(UNCHANGING))
    event.listen(metadata.tables["moment"], "after_create", _statement(FIRST_MOMENT))


SomeTable = TypeVar("SomeTable", bound=type[SQLModel])


def append_only(table: SomeTable) -> SomeTable:
    """Hold a table of facts append-only in the database itself: a row may be voided, once, by someone, for a reason."""
    whole = CheckConstraint("num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name="void_whole")
    _sql_table(table).append_constraint(whole)
    return _held(table, "append_only")


def unchanging(table: SomeTable) -> SomeTable:
    """Hold a table's rows as they were written, in the database itself."""
    return _held(table, "unchanging")


def guarded(name: str, function: str) -> Callable[[SomeTable], SomeTable]:
    """Have every new row of a table judged in the database itself, by a function of this name whose SQL is given."""

    def guard(table: SomeTable) -> SomeTable:
        trigger = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {_sql_table(table).name} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
        event.listen(_sql_table(table), "before_create", _statement(function))
        event.listen(_sql_table(table), "after_create", _statement(trigger))
        return table

    return guard


def deferred(name: str, function: str | None = None) -> Callable[[SomeTable], SomeTable]:
    """Have new rows of a table judged together, when the write is done or says so (SET CONSTRAINTS), by a function of
    this name; its SQL is given at the first table that it judges."""

    def guard(table: SomeTable) -> SomeTable:
        trigger = (
            f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {_sql_table(table).name}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
        if function is not None:
            event.listen(_sql_table(table), "before_create", _statement(function))
        event.listen(_sql_table(table), "after_create", _statement(trigger))
        return table

    return guard


def followed(name: str, function: str, how: str) -> Callable[[SomeTable], SomeTable]:
    """Have something follow in the database itself whenever rows of a table are written: a function of this name, whose
    SQL is given, is told of them, and `how` in the words of SQL."""

    def follow(table: SomeTable) -> SomeTable:
        trigger = f"CREATE TRIGGER {name} AFTER INSERT ON {_sql_table(table).name} {how} EXECUTE FUNCTION {name}()"
        event.listen(_sql_table(table), "before_create", _statement(function))
        event.listen(_sql_table(table), "after_create", _statement(trigger))
        return table

    return follow


def held(name: str, function: str) -> Callable[[SomeTable], SomeTable]:
    """Hand every change of a table's rows, and its emptying, to a function of this name, whose SQL is given."""

    def hold(table: SomeTable) -> SomeTable:
        event.listen(_sql_table(table), "before_create", _statement(function))
        return _held(table, name)

    return hold


def _held(table: SomeTable, function: str) -> SomeTable:
    for statement in triggers(_sql_table(table).name, function):
        event.listen(_sql_table(table), "after_create", _statement(statement))
    return table


def _sql_table(table: type[SQLModel]) -> Table:
    found: Table = table.__table__  # type: ignore[attr-defined]
    return found
