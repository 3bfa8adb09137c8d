"""What we keep of enterprises."""

from sqlmodel import Field

from services.grants.enterprises.views import ENTERPRISES, Sector
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(ENTERPRISES)
class Enterprise(Table, Fact, table=True):
    """A business that can be awarded a grant."""

    __tablename__ = "enterprises"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    sector: Sector = Field(sa_type=coded(Sector))
    place: str = Field(max_length=11)
