"""Meetings within a mandate: they lie where their forum does, and under its project."""

from services.forums.meetings.tables import Meeting
from services.forums.meetings.views import MEETINGS, MeetingKind, MeetingView
from services.forums.members.reads import OF_A_FORUM
from shared.facts import Source

HELD = "LEFT JOIN holdings AS held ON held.meeting_id = fact.id AND held.voided_at IS NULL"
_QUORATE = (
    f"CASE WHEN fact.kind NOT IN ('{MeetingKind.WOMEN}', '{MeetingKind.YOUTH}')"
    " THEN held.voting_present * 2 > held.voting_members END"
)
_ATTENDANCE = """(
    SELECT json_agg(
        json_build_object('role', there.role, 'sex', there.sex, 'age_band', there.age_band, 'people', there.people)
        ORDER BY there.role, there.sex, there.age_band
    ) FROM attendees AS there WHERE there.holding_id = held.id
)"""

MEETING = Source(
    "meeting",
    MEETINGS,
    Meeting,
    MeetingView,
    joins=f"{OF_A_FORUM} {HELD}",
    place="forum.place",
    project="forum.project",
    columns={
        "held_on": "held.held_on",
        "members": "held.members",
        "present": "held.present",
        "quorate": _QUORATE,
        "attendance": _ATTENDANCE,
    },
)
