"""What callers are told of a bank's reports. A report is stated as it is, as the body of a request, and not in JSON."""

from datetime import datetime

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

REPORTS = Dataset(
    DatasetName.REPORTS,
    {
        "id": LOW,
        "report_id": LOW,
        "batch_id": LOW,
        "instruction_id": LOW,
        "project": LOW,
        "message_id": LOW,
        "reported_at": LOW,
        "status": LOW,
        "meaning": LOW,
        "reason": LOW,
        "end_to_end_id": LOW,
        "on_day": LOW,
        "transactions": LOW,
        "unmatched": LOW,
        "sha256": MODERATE,
        "size": LOW,
        **RECORD_KEEPING,
    },
)


class ReportsAsked(Asked):
    """What is asked of the list of reports: of all, or of a batch."""

    batch_id: PathIdentifier | None = None


@classified(REPORTS)
@example(
    id=5,
    batch_id=7,
    project="JPN-SDN-2019",
    message_id="NBIQ-20191211-0001",
    reported_at="2019-12-11T06:00:00Z",
    status="PART",
    transactions=2,
    unmatched=[],
    sha256="9f86d081884c7d65" * 4,
    size=1840,
    **RECORDED,
)
class ReportView(FactView):
    """A report of a bank on a batch: what it calls it, the status that it gives to the whole of it if it gives any, and
    how many transfers it is about. `unmatched` has the references in it that no instruction of the batch has."""

    id: int | None = None
    batch_id: int | None = None
    project: str | None = None
    message_id: str | None = None
    reported_at: datetime | None = None
    status: str | None = None
    transactions: int | None = None
    unmatched: list[str] | None = None
    sha256: str | None = None
    size: int | None = None
