"""What the gateway asks of what people were given, and is told."""

from typing import Annotated

from pydantic import Field

from services.grants.assisting.assistances.views import AssistanceView
from services.grants.granting.awards.views import AwardView
from services.grants.granting.employments.views import EmploymentView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, Identifier
from shared.examples import example
from shared.mandate import MOST_SUBJECTS
from shared.views import View

GIVEN = Dataset(
    DatasetName.ASSISTANCES,
    {"people": MODERATE, "assistances": MODERATE, "awards": MODERATE, "employments": MODERATE, "more": LOW},
)


@classified(GIVEN)
@example(people=[4, 17])
class GivenDraft(Draft):
    """One person, by all ids that are theirs."""

    people: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_SUBJECTS)]


@classified(GIVEN)
class GivenView(View):
    """What stands of what a person was given, the latest first, in the areas and projects of the mandate. Each section
    has what the mandate opens of its dataset, and is absent where that is nothing. Jobs are told of whom the mandate
    names as somebody who consents to that, and of nobody else. `more` names the sections of which there is more."""

    assistances: Annotated[
        list[AssistanceView] | None, Field(json_schema_extra={"x-dataset": DatasetName.ASSISTANCES.value})
    ] = None
    awards: Annotated[list[AwardView] | None, Field(json_schema_extra={"x-dataset": DatasetName.AWARDS.value})] = None
    employments: Annotated[
        list[EmploymentView] | None, Field(json_schema_extra={"x-dataset": DatasetName.EMPLOYMENTS.value})
    ] = None
    more: list[str]
