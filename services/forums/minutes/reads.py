"""Minutes within a mandate: they lie where their forum does, and under its project."""

from services.forums.minutes.tables import Minute
from services.forums.minutes.views import MINUTES, MinuteView
from shared.facts import Source

MINUTE = Source(
    "minute",
    MINUTES,
    Minute,
    MinuteView,
    joins="JOIN meetings AS meeting ON meeting.id = fact.meeting_id JOIN forums AS forum ON forum.id = meeting.forum_id"
    " LEFT JOIN minute_releases AS release ON release.minute_id = fact.id",
    place="forum.place",
    project="forum.project",
    columns={
        "forum_id": "meeting.forum_id",
        "marks": "fact.text",
        "released": "release.minute_id IS NOT NULL",
        "released_text": "CASE WHEN release.minute_id IS NOT NULL AND fact.voided_at IS NULL THEN fact.text END",
        "despite": "release.despite",
    },
)
