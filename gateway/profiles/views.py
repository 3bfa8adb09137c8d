"""What callers are told of a person by all services together."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import CODELIST, listed_as
from shared.views import View

PROFILES = Dataset(
    DatasetName.PEOPLE,
    {
        "as_of": LOW,
        "status": LOW,
        "missing": LOW,
        "sections": LOW,
        "more": LOW,
        "record": MODERATE,
        "assistances": MODERATE,
        "awards": MODERATE,
        "employments": MODERATE,
        "seats": MODERATE,
    },
)


@listed_as("section-status")
class Section(StrEnum):
    """What became of a section: it is told; it is withheld from the caller; or who keeps it cannot be reached."""

    TOLD = "told"
    WITHHELD = "withheld"
    UNAVAILABLE = "unavailable"


@classified(PROFILES)
class ProfileView(View):
    """All that a caller may see of a person, each section as of the moment `as_of`, and what became of each.

    `record` is what `GET /v1/people/{registration_number}/record` tells as of it; `assistances`, `awards`, `seats` in
    forums and `employments` are as those lists tell them, the latest first. Jobs and seats are told as long as the
    person consents to that: without it the list is as empty as where there is none. A section that is withheld or
    unavailable is null, never empty; a service that cannot be reached is named in `missing`, and `status` is `partial`.
    A list has 200 rows at the most: `more` names the lists, also those in `record`, of which there is more than that.
    """

    as_of: datetime
    status: Annotated[Literal["complete", "partial"], Field(json_schema_extra={CODELIST: "completeness"})]
    missing: list[str]
    sections: dict[str, Section]
    more: list[str]
    record: dict[str, Any]
    assistances: list[dict[str, Any]] | None
    awards: list[dict[str, Any]] | None
    employments: list[dict[str, Any]] | None
    seats: list[dict[str, Any]] | None
