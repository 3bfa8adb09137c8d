"""What callers state about what assistance is given as, and are told."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Draft, Identifier, Line, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag
from shared.views import View, from_json

MOST_LINES = 60
MOST_UNITS = 100_000


@listed_as("provision-form")
class Form(StrEnum):
    """What assistance is given in."""

    IN_KIND = "in_kind"
    CASH = "cash"


@listed_as("unit")
class Unit(StrEnum):
    """What goods are counted in: so small that nobody has to count half of one."""

    PIECE = "piece"
    SET = "set"
    PACK = "pack"
    KILOGRAM = "kilogram"
    LITRE = "litre"
    METRE = "metre"
    HEAD = "head"
    HOUR = "hour"
    MONTH = "month"


PROVISIONS = Dataset(
    DatasetName.PROVISIONS,
    {
        "id": LOW,
        "provision_id": LOW,
        "version_id": LOW,
        "assistance_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "amends": LOW,
        "version": LOW,
        "form": LOW,
        "amount": MODERATE,
        "currency": LOW,
        "lines": MODERATE,
        "number": LOW,
        "item": MODERATE,
        "unit": LOW,
        "quantity": MODERATE,
        "unit_cost": MODERATE,
        "delivered": MODERATE,
        "missing": MODERATE,
        "complete": LOW,
        "approved": LOW,
        "drawn_by": MODERATE,
        "approved_by": MODERATE,
        "versions": LOW,
        **RECORD_KEEPING,
    },
)

_GENERATOR = {"item": "Generator, 5 kVA", "unit": "piece", "quantity": 1, "unit_cost": "850.00"}
_MACHINE = {"item": "Popcorn machine", "unit": "piece", "quantity": 2, "unit_cost": "575.00"}


@classified(PROVISIONS)
@example(**_GENERATOR)
class LinePart(Draft):
    """So many units of something, and what one of them costs, in the currency of the assistance; numbered from 1 in the
    order of the list."""

    item: Line
    unit: Unit
    quantity: Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]
    unit_cost: Amount


Lines = Annotated[list[LinePart], Field(max_length=MOST_LINES)]


@classified(PROVISIONS)
@example(assistance_id=214, form="in_kind", lines=[_GENERATOR, _MACHINE])
class ProvisionDraft(Draft):
    """What assistance is given as: in kind, with lines that add up to its amount, or all of it in cash, without any."""

    assistance_id: Identifier
    form: Form
    lines: Lines = Field(default_factory=list)


@classified(PROVISIONS)
@example(amends=1, form="in_kind", lines=[_GENERATOR, _MACHINE])
class ProvisionAmendmentDraft(Draft):
    """A new version: the whole of it, and which version it amends. Of lines that were delivered the item and the unit
    stay, and at least as many."""

    amends: Identifier
    form: Form
    lines: Lines = Field(default_factory=list)


@classified(PROVISIONS)
@example(version=1)
class ProvisionApprovalDraft(Draft):
    """Which version the caller has read and approves: the latest."""

    version: Identifier


class ProvisionsAsked(Asked):
    """What is asked of the list: of all, or of an assistance or a project; of those `approved` in their latest version
    or not, and of those `complete`, of which nothing is missing, or not."""

    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    approved: Flag | None = None
    complete: Flag | None = None


@classified(PROVISIONS)
class LineView(View):
    """A line of a version, with what one costs in the currency of the assistance, how much of it was delivered, and how
    much is missing."""

    number: int
    item: str
    unit: Unit
    quantity: int
    unit_cost: str
    delivered: int
    missing: int


_LINE = {"number": 1, **_GENERATOR, "delivered": 1, "missing": 0}
_OTHER = {"number": 2, **_MACHINE, "delivered": 1, "missing": 1}


@classified(PROVISIONS)
@example(
    id=9,
    assistance_id=214,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    version=1,
    form="in_kind",
    amount="2000.00",
    currency="USD",
    lines=[_LINE, _OTHER],
    complete=False,
    approved=True,
    drawn_by="staff:zahra",
    approved_by="staff:omar",
    **RECORDED,
)
class ProvisionView(AmountView):
    """What assistance is given as, in its latest version. `complete` says that everything in the lines was delivered;
    of cash, what is paid says so."""

    id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    version: int | None = None
    form: Form | None = None
    amount: Decimal | None = None
    lines: Annotated[list[LineView] | None, from_json] = None
    complete: bool | None = None
    approved: bool | None = None
    drawn_by: str | None = None
    approved_by: str | None = None


@classified(PROVISIONS)
class ProvisionVersionView(View):
    """A version of what assistance is given as, with when and by whom it was drawn up and who approved it. Of its lines
    it tells what was delivered so far under all versions."""

    version: int | None = None
    form: Form | None = None
    lines: Annotated[list[LineView] | None, from_json] = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    approved_by: str | None = None


@classified(PROVISIONS)
class ProvisionVersionsView(View):
    """All versions, the first before the others."""

    versions: list[ProvisionVersionView] | None = None
