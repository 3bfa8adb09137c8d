"""Seats within a mandate: they lie where their forum does, and under its project."""

from datetime import date

from services.forums.members.tables import Member
from services.forums.members.views import MEMBERS, MemberView, SeatsView
from shared.database import Reader
from shared.days import today
from shared.facts import Source

OF_A_FORUM = "JOIN forums AS forum ON forum.id = fact.forum_id"
"""SQL: what belongs to a forum, `fact`, and that forum, `forum`."""

MEMBER = Source(
    "member",
    MEMBERS,
    Member,
    MemberView,
    joins=OF_A_FORUM,
    place="forum.place",
    project="forum.project",
)


async def leads(reader: Reader, id: int) -> bool:
    """Whether somebody who has a seat leads the forum, or is to."""
    leading: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM terms WHERE member_id = $1 AND voided_at IS NULL"
        " AND (ends_on IS NULL OR ends_on > $2))",
        id,
        today(),
    )
    return leading


_SEATED = """
SELECT role, sex, voice, count(*) AS seats FROM members
WHERE forum_id = $1 AND voided_at IS NULL AND joined_on <= $2 AND (left_on IS NULL OR left_on > $2)
GROUP BY role, sex, voice ORDER BY role, sex, voice
"""


async def seated(reader: Reader, forum_id: int, day: date) -> list[SeatsView]:
    """Who sits in a forum on a day, counted, as it is known now."""
    return [SeatsView.model_validate(dict(row)) for row in await reader.fetch(_SEATED, forum_id, day)]
