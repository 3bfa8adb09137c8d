"""What we keep of a partner: who it is, what it signs in with, and how much it has asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    DDL,
    CheckConstraint,
    DateTime,
    ForeignKey,
    LargeBinary,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from gateway.access.endings.tables import Endable
from gateway.access.partners.views import ASSERTIONS, CREDENTIALS, PARTNERS, SIGN_INS, USAGE, CredentialKind
from gateway.tables import Table
from shared.callers import CallerClass
from shared.classification import classified
from shared.tables import append_only, coded


@append_only
@classified(PARTNERS)
class Partner(Table, Endable, table=True):
    """An organisation whose systems may ask, of one class and code for good, once two people have approved it."""

    __tablename__ = "partners"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("id", "caller_class"),
        UniqueConstraint("id", "sandbox"),
        CheckConstraint(f"caller_class <> '{CallerClass.STAFF}'", name="never_staff"),
        CheckConstraint("requests_per_minute > 0 AND lookups_per_day >= 0", name="limits"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    sandbox: bool
    jwks_url: str | None = Field(default=None, sa_type=Text)
    contacts: list[str] = Field(sa_type=ARRAY(Text))
    requests_per_minute: int
    lookups_per_day: int
    decision_id: int = Field(foreign_key="decisions.id")


@append_only
@classified(CREDENTIALS)
class Credential(Table, Endable, table=True):
    """A public key or the hash of a secret; several stand at once while a partner changes from one to the next."""

    __tablename__ = "credentials"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(jwk, secret_hash) = 1 AND (kind = 'key') = (jwk IS NOT NULL)", name="of_its_kind"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    partner_id: int = Field(foreign_key="partners.id", index=True)
    kind: CredentialKind = Field(sa_type=coded(CredentialKind))
    jwk: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    secret_hash: str | None = Field(default=None, sa_type=Text)
    decision_id: int = Field(foreign_key="decisions.id")


@classified(ASSERTIONS)
class Assertion(Table, table=True):
    """A signed assertion that was used to sign in, until it expires: none is taken twice."""

    __tablename__ = "assertions"

    partner_id: int = Field(primary_key=True, foreign_key="partners.id")
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=DateTime(timezone=True), index=True)


@classified(USAGE)
class Usage(Table, table=True):
    """How many requests a partner made in the minute of its last one, and how many people it looked up that day."""

    __tablename__ = "usage"

    partner_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("partners.id")])
    minute: datetime = Field(sa_type=DateTime(timezone=True))
    requests: int
    day: date
    lookups: int


BUCKETS = 4096
"""Into how many counts the codes that sign in fall."""

ALL_BUCKETS = (
    "INSERT INTO sign_ins (bucket, minute, attempts)"  # noqa: S608 - a number from code
    f" SELECT bucket, 'epoch', 0 FROM generate_series(0, {2 * BUCKETS - 1}) AS bucket"
)


@classified(SIGN_INS)
class SignIn(Table, table=True):
    """How often somebody signed in, or tried to, in one minute under the codes of one bucket.

    All rows are there from the start, so that no stream of invented codes makes the table grow.
    """

    __tablename__ = "sign_ins"

    bucket: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    minute: datetime = Field(sa_type=DateTime(timezone=True))
    attempts: int


event.listen(SignIn.__table__, "after_create", DDL(ALL_BUCKETS))  # type: ignore[attr-defined, no-untyped-call]
