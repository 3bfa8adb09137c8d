"""What cohorts are asked for by, and what is told of them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import CODELIST
from shared.cohorts.views import MOST_BREAKDOWNS, CellView, Kind, LineView
from shared.cohorts.views import Asked as Expression
from shared.cohorts.views import Criterion as Name
from shared.cursors import PATTERN
from shared.drafts import Day, Draft, Line, Moment
from shared.examples import RECORDED, example
from shared.pages import LONGEST, USUAL
from shared.views import FactView, View, from_json

COHORTS = Dataset(
    DatasetName.COHORTS,
    {
        **dict.fromkeys(("id", "name", "expression", "by", "on", "as_of", "reproducible"), LOW),
        **dict.fromkeys(("status", "missing", "criteria", "breakdowns", "after", "limit", "next"), LOW),
        **dict.fromkeys(("criterion", "breakdown", "code", "codelist", "dataset", "kind", "values"), LOW),
        **dict.fromkeys(("total", "totals", "cells", "members", "registration_number"), MODERATE),
        **RECORD_KEEPING,
    },
)


def _each_once(by: list[str]) -> list[str]:
    if len(set(by)) < len(by):
        raise PydanticCustomError("repeated", "has an entry twice")
    return by


By = Annotated[list[Name], Field(max_length=MOST_BREAKDOWNS), AfterValidator(_each_once)]

_EXPRESSION = {
    "all": [
        {"criterion": "beneficiary.displacement_status", "values": ["returnee"]},
        {"criterion": "beneficiary.age", "min": 18, "max": 30},
        {"criterion": "beneficiary.place", "values": ["IQG15Q08"]},
        {
            "any": [
                {"criterion": "grants.awarded", "value": True},
                {"criterion": "beneficiary.attended", "values": ["training_voc"]},
            ]
        },
        {"not": {"criterion": "forums.seated", "value": True}},
    ]
}
_BY = ["beneficiary.subdistrict", "beneficiary.sex"]


@classified(COHORTS)
@example(on="2020-03-31", as_of="2020-04-02T08:00:00Z")
class RunDraft(Draft):
    """As it was known at a moment, or now; and as it was on a day, or on that of the moment: what people were on it,
    and what had happened to them by then."""

    on: Day | None = None
    as_of: Moment | None = None


@classified(COHORTS)
@example(name="Young returnees in Telafar, supported, in no forum", expression=_EXPRESSION, by=_BY, on="2020-03-31")
class CohortDraft(RunDraft):
    """Who is meant, and up to two breakdowns; with a `name` it is kept to be asked for again."""

    name: Line | None = None
    expression: Expression
    by: By = Field(default=[])


@classified(COHORTS)
@example(on="2020-03-31", as_of="2020-04-02T08:00:00Z", limit=50)
class MembersAsked(RunDraft):
    """Whom of a cohort to list: `after` is the `next` of the page before, and goes with its `as_of` and `on`."""

    after: Annotated[str, Field(pattern=PATTERN)] | None = None
    limit: Annotated[int, Field(strict=True, ge=1, le=LONGEST)] = USUAL


@classified(COHORTS)
@example(
    id=4,
    as_of="2020-04-02T08:00:00Z",
    on="2020-03-31",
    reproducible=False,
    total=31,
    by=_BY,
    totals=[{"breakdown": "beneficiary.sex", "of": "female", "people": 12}],
    cells=[{"of": ["IQG15Q08N01", "female"], "people": 12}],
)
class CountView(View):
    """How many people a cohort has, of each value of its breakdowns and of each pair of values, in the caller's areas.

    Asked for again with the same `as_of` and `on` the answer is the same, byte for byte, unless it is not
    `reproducible`: who consents is a matter of now. `id` is that of a cohort that is kept.
    """

    id: int | None
    as_of: datetime
    on: date
    reproducible: bool
    total: int
    by: list[str]
    totals: list[LineView]
    cells: list[CellView]


@classified(COHORTS)
@example(as_of="2020-04-02T08:00:00Z", on="2020-03-31", reproducible=False, members=["4821-7730-5142"], next=None)
class MembersView(View):
    """The registration numbers of those in a cohort who live in the caller's areas now, in their order, and where they
    go on: `next` is stated as `after`, with this `as_of` and `on`; null at the end."""

    as_of: datetime
    on: date
    reproducible: bool
    members: list[str]
    next: str | None


@classified(COHORTS)
@example(id=4, name="Young returnees in Telafar", expression=_EXPRESSION, by=_BY, **RECORDED)
class KeptView(FactView):
    """A cohort that is kept: who is meant, and by what they are broken down."""

    id: int
    name: str
    expression: Annotated[dict[str, Any], from_json]
    by: list[str]


@classified(COHORTS)
class CriterionView(View):
    """What people can be asked for by: as what it is stated, its code and the code list that has its labels, what it is
    of, and what it takes; of codes, the code list."""

    criterion: str
    code: str
    codelist: str
    dataset: DatasetName
    kind: Kind
    values: str | None


@classified(COHORTS)
class BreakdownView(View):
    """What people can be broken down by, likewise; without a code list its values are P-codes."""

    breakdown: str
    code: str
    codelist: str
    dataset: DatasetName
    values: str | None


@classified(COHORTS)
class CriteriaView(View):
    """What all services can be asked by now. A service that cannot be reached is named in `missing`."""

    status: Annotated[Literal["complete", "partial"], Field(json_schema_extra={CODELIST: "completeness"})]
    missing: list[str]
    criteria: list[CriterionView]
    breakdowns: list[BreakdownView]
