"""What we keep of an ending, with what has ended."""

from sqlmodel import Field

from gateway.access.endings.views import EndReason
from shared.tables import Record, coded


class Endable(Record):
    """Something that holds from when it was stated until it is ended."""

    void_reason: EndReason | None = Field(default=None, sa_type=coded(EndReason))
