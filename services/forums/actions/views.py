"""What callers state about actions, and are told."""

from datetime import date
from enum import StrEnum

from services.forums.plans.views import Owner
from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("action-kind")
class ActionKind(StrEnum):
    """What is done."""

    PATROL = "patrol"
    AWARENESS = "awareness"
    MEDIATION = "mediation"
    REPAIR = "repair"
    LIGHTING = "lighting"
    CLEARANCE = "clearance"
    TRAINING = "training"
    COORDINATION = "coordination"
    OTHER = "other"


@listed_as("action-result")
class Result(StrEnum):
    """What came of an action."""

    DONE = "done"
    PARTLY_DONE = "partly_done"
    NOT_DONE = "not_done"


ACTIONS = Dataset(
    DatasetName.ACTIONS,
    {
        "id": LOW,
        "forum_id": LOW,
        "concern_id": LOW,
        "action_id": LOW,
        "kind": LOW,
        "owner": LOW,
        "agreed_on": LOW,
        "due_on": LOW,
        "ended_on": LOW,
        "result": LOW,
        **RECORD_KEEPING,
    },
)

_ACTION = {
    "concern_id": 17,
    "kind": "lighting",
    "owner": "municipality",
    "agreed_on": "2019-12-03",
    "due_on": "2020-03-01",
}


@classified(ACTIONS)
@example(**_ACTION)
class ActionDraft(Draft):
    """What a forum agreed to have done about a concern."""

    concern_id: Identifier
    kind: ActionKind
    owner: Owner
    agreed_on: Day
    due_on: Day


@classified(ACTIONS)
@example(ended_on="2020-02-25", result="done")
class ActionEndingDraft(Draft):
    """The day on which an action ended, and what came of it."""

    ended_on: Day
    result: Result


class ActionsAsked(Asked):
    """What is asked of the list of actions: of all, or of one forum, concern or owner."""

    forum_id: PathIdentifier | None = None
    concern_id: PathIdentifier | None = None
    owner: Owner | None = None


@classified(ACTIONS)
@example(id=9, forum_id=5, **_ACTION, ended_on="2020-02-25", result="done", **RECORDED)
class ActionView(FactView):
    """An action. `ended_on` and `result` are null as long as it lasts."""

    id: int | None = None
    forum_id: int | None = None
    concern_id: int | None = None
    kind: ActionKind | None = None
    owner: Owner | None = None
    agreed_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    result: Result | None = None
