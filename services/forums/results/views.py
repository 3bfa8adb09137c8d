"""What the gateway is told of a project's forums: how many there are, what they planned, and what people think."""

from datetime import date

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.views import View

RESULTS = Dataset(
    DatasetName.RESULTS,
    {
        "known": LOW,
        "quarters": LOW,
        "since": LOW,
        "forums_established": LOW,
        "total": LOW,
        "by_governorate": MODERATE,
        "safety_plans": LOW,
        "adopted": LOW,
        "reviewed": LOW,
        "perception_change": LOW,
        "place": LOW,
        "forum_id": LOW,
        "code": LOW,
        "before_on": LOW,
        "after_on": LOW,
        "paired": LOW,
        "before": LOW,
        "after": LOW,
        "change": LOW,
        "low": LOW,
        "high": LOW,
    },
)


@classified(RESULTS)
class ForumsEstablishedView(View):
    """How many forums a project established; `by_governorate` counts them by the governorate's P-code."""

    total: int | None = None
    by_governorate: dict[str, int] | None = None


@classified(RESULTS)
class SafetyPlansView(View):
    """How many versions of a plan the project's forums adopted, and how often they looked at one again."""

    adopted: int | None = None
    reviewed: int | None = None


@classified(RESULTS)
class ResultsPerceptionView(View):
    """How the share of favourable answers to a question changed between two waves, which began on these days, around a
    forum or, without one, in a place: from -1 to 1, with the bounds of the interval of 95 %, null where too few places
    were asked to tell. `paired` says that both were held in the same clusters: only then does what these have of their
    own not count as change."""

    place: str | None = None
    forum_id: int | None = None
    code: str | None = None
    before_on: date | None = None
    after_on: date | None = None
    paired: bool | None = None
    before: float | None = None
    after: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None


@classified(RESULTS)
class EstablishedView(View):
    """What came of a project's forums. Perception is compared between two waves of the project among the same people:
    those around one forum, or in one place."""

    forums_established: ForumsEstablishedView | None = None
    safety_plans: SafetyPlansView | None = None
    perception_change: list[ResultsPerceptionView] | None = None


@classified(RESULTS)
class EstablishmentView(EstablishedView):
    """The same in all; perception from the first wave to the last.

    `known` says whether any forum or wave of the project is recorded, within the caller's areas or not.
    """

    known: bool | None = None


@classified(RESULTS)
class EstablishmentQuarterView(EstablishedView):
    """The same of the quarter that begins on `since`: forums established, plans adopted and reviewed in it, which add
    up to the whole; and perception from the wave before to each that ended in it, which does not."""

    since: date | None = None


@classified(RESULTS)
class EstablishmentQuartersView(View):
    """The quarters in which there was any of this, in their order."""

    known: bool | None = None
    quarters: list[EstablishmentQuarterView] | None = None
