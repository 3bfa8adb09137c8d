"""Seats within a mandate: they lie where their forum does, and under its project."""

from services.forums.members.tables import Member
from services.forums.members.views import MEMBERS, MemberView
from shared.facts import Source

MEMBER = Source(
    "member",
    MEMBERS,
    Member,
    MemberView,
    joins="JOIN forums AS forum ON forum.id = fact.forum_id",
    place="forum.place",
    project="forum.project",
)
