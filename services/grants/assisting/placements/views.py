"""What callers state about placements at host employers, and are told: never who is placed."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Day, Draft, Identifier, Line, PathIdentifier, ProjectCode, YesOrNo
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag

MOST_MONTHS = 12

PLACEMENTS = Dataset(
    DatasetName.PLACEMENTS,
    {
        "id": LOW,
        "placement_id": LOW,
        "assistance_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "enterprise_id": LOW,
        "host": MODERATE,
        "starts_on": LOW,
        "months": LOW,
        "stipend": MODERATE,
        "currency": LOW,
        "ended": LOW,
        "ended_on": LOW,
        "retained": MODERATE,
        **RECORD_KEEPING,
    },
)

_PLACEMENT = {"assistance_id": 218, "enterprise_id": 5, "starts_on": "2020-01-05", "months": 3, "stipend": "150.00"}


@classified(PLACEMENTS)
@example(**_PLACEMENT)
class PlacementDraft(Draft):
    """That somebody for whom on-the-job training or a job placement was approved works at a host employer for so many
    months, for a `stipend` a month in the currency of the assistance, if there is one.

    The host is an enterprise, by its number, or else an employer by its name.
    """

    assistance_id: Identifier
    enterprise_id: Identifier | None = None
    host: Line | None = None
    starts_on: Day
    months: Annotated[int, Field(strict=True, ge=1, le=MOST_MONTHS)]
    stipend: Amount | None = None


@classified(PLACEMENTS)
@example(ended_on="2020-04-05", retained=True)
class PlacementEndDraft(Draft):
    """On which day a placement ended, and whether the employer keeps whoever was placed."""

    ended_on: Day
    retained: YesOrNo


class PlacementsAsked(Asked):
    """What is asked of the list of placements: of all, or of an assistance, an enterprise or a project; of those that
    have `ended` or not."""

    assistance_id: PathIdentifier | None = None
    enterprise_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    ended: Flag | None = None


@classified(PLACEMENTS)
@example(
    id=7,
    **_PLACEMENT,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    currency="USD",
    ended=True,
    ended_on="2020-04-05",
    retained=True,
    **RECORDED,
)
class PlacementView(AmountView):
    """A placement at a host employer, and how it ended if it has."""

    id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    enterprise_id: int | None = None
    host: str | None = None
    starts_on: date | None = None
    months: int | None = None
    stipend: Decimal | None = None
    ended: bool | None = None
    ended_on: date | None = None
    retained: bool | None = None
