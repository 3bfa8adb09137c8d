"""What we keep for protection: a table of its own, so that no number, count or gap of another shows it."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from services.forums.safeguards.views import SAFEGUARDS, SafeguardKind
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(SAFEGUARDS)
class Safeguard(Table, Fact, table=True):
    """Somebody has to be kept safe."""

    __tablename__ = "safeguards"

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id")
    kind: SafeguardKind = Field(sa_type=coded(SafeguardKind))
    place: str = Field(max_length=11)
    raised_on: date
    text: str | None = Field(default=None, sa_type=Text)
