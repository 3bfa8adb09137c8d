"""What protection is told, where it works."""

from services.forums.members.reads import OF_A_FORUM
from services.forums.safeguards.tables import Safeguard
from services.forums.safeguards.views import SAFEGUARDS, SafeguardView
from shared.facts import Source

SAFEGUARD = Source(
    "safeguard",
    SAFEGUARDS,
    Safeguard,
    SafeguardView,
    joins=OF_A_FORUM,
    place="fact.place",
    project="forum.project",
)
