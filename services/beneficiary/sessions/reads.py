"""Sessions within a mandate: they lie where their activity does."""

from services.beneficiary.sessions.tables import Session
from services.beneficiary.sessions.views import SESSIONS, SessionView
from shared.facts import Source

SESSION = Source(
    "session",
    SESSIONS,
    Session,
    SessionView,
    joins="JOIN activities AS activity ON activity.id = fact.activity_id",
    place="activity.place",
    project="activity.project",
)
