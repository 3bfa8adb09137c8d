"""Actions within a mandate: they lie where their forum does, and under its project."""

from services.forums.actions.tables import Action
from services.forums.actions.views import ACTIONS, ActionView
from services.forums.members.reads import OF_A_FORUM
from shared.facts import Source

ACTION = Source(
    "action",
    ACTIONS,
    Action,
    ActionView,
    joins=f"{OF_A_FORUM} LEFT JOIN action_ends AS ending ON ending.action_id = fact.id AND ending.voided_at IS NULL",
    place="forum.place",
    project="forum.project",
    columns={"ended_on": "ending.ended_on", "result": "ending.result"},
)
