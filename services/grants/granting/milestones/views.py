"""What callers state about milestones that were reached, and are told."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.grants.granting.contracts.views import MOST as MOST_TRANCHES
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode, once_each
from shared.examples import RECORDED, example
from shared.pages import AskedForOthers
from shared.views import FactView

MOST_FILES = 20

MILESTONES = Dataset(
    DatasetName.MILESTONES,
    {
        "id": LOW,
        "milestone_id": LOW,
        "contract_id": LOW,
        "file_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "tranche": LOW,
        "reached_on": LOW,
        "files": LOW,
        "prepared_by": MODERATE,
        "verified_on": LOW,
        "verified_by": MODERATE,
        **RECORD_KEEPING,
    },
)

_REACHED = {"contract_id": 8, "tranche": 2, "reached_on": "2019-11-28", "files": [31, 32]}


@classified(MILESTONES)
@example(**_REACHED)
class MilestoneDraft(Draft):
    """That the milestone of a contract's tranche, by its number, was reached on a day, and the files that are evidence
    of it."""

    contract_id: Identifier
    tranche: Annotated[int, Field(strict=True, ge=1, le=MOST_TRANCHES)]
    reached_on: Day
    files: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_FILES), once_each]


@classified(MILESTONES)
@example(verified_on="2019-12-03")
class VerifyingDraft(Draft):
    """On which day the caller saw that it was reached."""

    verified_on: Day


class MilestonesAsked(AskedForOthers):
    """What is asked of the list of milestones: of all, or of a contract or a project; `others` leaves those that wait
    for the caller to verify them, because somebody else prepared them."""

    contract_id: PathIdentifier | None = None
    project: ProjectCode | None = None


@classified(MILESTONES)
@example(id=4, project="JPN-SDN-2019", place="IQG15Q08", **_REACHED, verified_on=None, verified_by=None, **RECORDED)
class MilestoneView(FactView):
    """That a milestone was reached, with the numbers of the files; `recorded_by` is who prepared it, `verified_by` who
    verified it, if somebody has."""

    id: int | None = None
    contract_id: int | None = None
    project: str | None = None
    place: str | None = None
    tranche: int | None = None
    reached_on: date | None = None
    files: list[int] | None = None
    verified_on: date | None = None
    verified_by: str | None = None
