"""What every application's database has: naming of constraints, facts, and the tables of the plumbing itself."""

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
    IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
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


def trigger(table: str, function: str) -> str:
    """The statement that hands every UPDATE and DELETE of a table's rows to a function."""
    return f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


class VoidReason(StrEnum):
    """Why a fact no longer holds."""

    ENTERED_IN_ERROR = "entered_in_error"
    DUPLICATE = "duplicate"
    CORRECTED = "corrected"


def coded(codes: type[StrEnum]) -> Any:
    """A column of codes: text with a CHECK, never a native type, which no migration can narrow."""
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in codes.__name__).lstrip("_")
    return SqlEnum(
        codes,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda kinds: [kind.value for kind in kinds],
    )


class Fact(SQLModel):
    """Something stated at a time by someone: never changed, never deleted, voided when it proves wrong."""

    recorded_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("recorded_now()")},
    )
    recorded_by: str = Field(sa_type=Text)
    voided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    voided_by: str | None = Field(default=None, sa_type=Text)
    void_reason: VoidReason | None = Field(default=None, sa_type=coded(VoidReason))


def _statement(sql: str) -> DDL:
    return DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]


def plumb(metadata: MetaData) -> None:
    """Add the plumbing's own tables and functions to an application's metadata."""
    Table(
        "moment",
        metadata,
        Column("one", Boolean, primary_key=True, server_default=text("true")),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("sequence", BigInteger, nullable=False),
        CheckConstraint("one", name="one"),
        comment="The last moment that was fixed; a single row.",
    )
    Table(
        "outbox",
        metadata,
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("type", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("data", JSONB, nullable=False),
        Column("request_id", Text, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=text("recorded_now()")),
        comment="One row for every change, written with it; references only.",
    )
    Table(
        "idempotency_keys",
        metadata,
        Column("caller", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("effect", Text),
        Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=text("recorded_now()")),
        comment="What a key was first used for and which record its effect is; no personal data.",
    )
    event.listen(metadata, "before_create", _statement(RECORDED_NOW))
    event.listen(metadata, "before_create", _statement(APPEND_ONLY))
    event.listen(metadata, "before_create", _statement(UNCHANGING))
    event.listen(metadata.tables["moment"], "after_create", _statement(FIRST_MOMENT))


SomeTable = TypeVar("SomeTable", bound=type[SQLModel])


def append_only(table: SomeTable) -> SomeTable:
    """Hold a table of facts append-only in the database itself: a row may be voided, once."""
    return _held(table, "append_only")


def unchanging(table: SomeTable) -> SomeTable:
    """Hold a table's rows as they were written, in the database itself."""
    return _held(table, "unchanging")


def _held(table: SomeTable, function: str) -> SomeTable:
    sql_table: Table = table.__table__  # type: ignore[attr-defined]
    event.listen(sql_table, "after_create", _statement(trigger(sql_table.name, function)))
    return table
