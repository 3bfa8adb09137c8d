"""What we keep of signing in: what was used for it until it expires, and how often it was tried."""

from datetime import datetime

from sqlalchemy import DDL, DateTime, LargeBinary, event
from sqlmodel import Field

from gateway.access.signing_in.views import ASSERTIONS, SIGN_INS
from gateway.tables import Table
from shared.classification import classified


@classified(ASSERTIONS)
class Assertion(Table, table=True):
    """A signed assertion that was used to sign in, until it expires: none is taken twice."""

    __tablename__ = "assertions"

    partner_id: int = Field(primary_key=True, foreign_key="partners.id")
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=DateTime(timezone=True), index=True)


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
