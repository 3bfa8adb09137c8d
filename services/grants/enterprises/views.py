"""What callers state about enterprises, and are told."""

from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Line
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode
from shared.views import FactView


@listed_as("enterprise-sector")
class Sector(StrEnum):
    """What an enterprise lives from."""

    AGRICULTURE = "agriculture"
    FOOD = "food"
    CONSTRUCTION = "construction"
    MANUFACTURING = "manufacturing"
    SERVICES = "services"
    TRADE = "trade"


ENTERPRISES = Dataset(
    DatasetName.ENTERPRISES,
    {
        "id": LOW,
        "name": HIGH,  # small businesses bear the names of their owners
        "sector": LOW,
        "place": MODERATE,
        **RECORD_KEEPING,
    },
)

_ENTERPRISE = {
    "name": "مخبز الأمل",
    "sector": "food",
    "place": "IQG15Q08",
}


@classified(ENTERPRISES)
@example(**_ENTERPRISE)
class EnterpriseDraft(Draft):
    """An enterprise: its name as on its sign or papers, what it lives from, and its district or sub-district."""

    name: Line
    sector: Sector
    place: DistrictPcode


class EnterprisesAsked(Asked):
    """What is asked of the list of enterprises: of all, or of a sector or a place."""

    sector: Sector | None = None
    place: Pcode | None = None


@classified(ENTERPRISES)
@example(id=9, **_ENTERPRISE, **RECORDED)
class EnterpriseView(FactView):
    """An enterprise as the caller may see it."""

    id: int | None = None
    name: str | None = None
    sector: Sector | None = None
    place: str | None = None
