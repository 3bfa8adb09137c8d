"""What callers state of who sits in a seat, and what the gateway alone is told of it."""

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Draft, Line
from shared.examples import example
from shared.views import View

NAMINGS = Dataset(
    DatasetName.MEMBERS,
    {
        "id": LOW,
        "member_id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        **RECORD_KEEPING,
    },
)


@classified(NAMINGS)
@example(person="4821-7730-5142")
class NamingDraft(Draft):
    """Who sits in the seat, by registration number: somebody who consents to be named to staff."""

    person: Line


@classified(NAMINGS)
class NamedView(View):
    """Who sits in the seat, as it was recorded; whether they still consent to be named, another service knows."""

    person_id: int | None = None
