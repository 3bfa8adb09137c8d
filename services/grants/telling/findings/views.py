"""What callers are told of findings, and say of them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Identifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View

MOST = 1_000
"""People who may be one or several in one request."""


@listed_as("finding-outcome")
class Outcome(StrEnum):
    """What an officer found out: the person is due both, or it is being settled on paper."""

    BOTH_DUE = "both_due"
    SETTLED = "settled"


@listed_as("finding-kind")
class FindingKind(StrEnum):
    """What one person received: assistance twice, under one project and not in different phases; awards of one fund
    twice; or, under one project, an award as an owner and assistance besides. Or what one household received:
    assistance of one phase twice, given to two households that became one."""

    ASSISTED_TWICE = "assisted_twice"
    AWARDED_TWICE = "awarded_twice"
    OWNER_ASSISTED = "owner_assisted"
    HOUSEHOLD_ASSISTED_TWICE = "household_assisted_twice"


FINDINGS = Dataset(
    DatasetName.FINDINGS,
    {
        "id": LOW,
        "finding_id": LOW,
        "kind": LOW,
        "project": LOW,
        "first_id": MODERATE,
        "second_id": MODERATE,
        "first_award_id": MODERATE,
        "second_award_id": MODERATE,
        "outcome": MODERATE,
        **RECORD_KEEPING,
    },
)

_ONE = Dataset(FINDINGS.name, {"people": MODERATE, "households": MODERATE, "raised": LOW, "closed": LOW})


class FindingsAsked(Asked):
    """What is asked of the list of findings: of all, or of a kind or a project."""

    kind: FindingKind | None = None
    project: ProjectCode | None = None


@classified(FINDINGS)
@example(id=12, kind="assisted_twice", project="JPN-SDN-2019", first_id=214, second_id=388, outcome=None, **RECORDED)
class FindingView(FactView):
    """Two assistances of one project, or two awards of one fund, by their numbers, that proved to be one person's; or
    an assistance of somebody who owns an enterprise with an award of the project, as the first of each; or two
    assistances of one phase whose households became one. `outcome` is what an officer said of it. It is voided when
    they prove to be two people's, or two households', after all."""

    id: int | None = None
    kind: FindingKind | None = None
    project: str | None = None
    first_id: int | None = None
    second_id: int | None = None
    first_award_id: int | None = None
    second_award_id: int | None = None
    outcome: Outcome | None = None


@classified(FINDINGS)
@example(outcome="both_due")
class SettlingDraft(Draft):
    """What was found out."""

    outcome: Outcome


@classified(_ONE)
@example(people=[4, 23])
class ConcernedDraft(Draft):
    """People, each by an id of theirs."""

    people: Annotated[list[Identifier], Field(min_length=1, max_length=MOST)]


@classified(_ONE)
class ConcernedView(View):
    """The people asked about and whoever shares with one of them what they were given; and the households to which
    assistance of these people counts."""

    people: list[int]
    households: list[int]


@classified(_ONE)
@example(people=[[4, 17], [23]])
class OnePersonDraft(Draft):
    """Who is one person now: each by all ids that are theirs, and no other."""

    people: Annotated[
        list[Annotated[list[Identifier], Field(min_length=1, max_length=MOST)]], Field(min_length=1, max_length=MOST)
    ]


@classified(_ONE)
@example(households=[[4, 17], [23]])
class OneHouseholdDraft(Draft):
    """What is one household now: each with all that became part of it, and no other."""

    households: Annotated[
        list[Annotated[list[Identifier], Field(min_length=1, max_length=MOST)]], Field(min_length=1, max_length=MOST)
    ]


@classified(_ONE)
class ReconsideredView(View):
    """How many findings came and went."""

    raised: int
    closed: int
