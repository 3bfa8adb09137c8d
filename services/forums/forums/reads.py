"""Forums within a mandate, and what became of them by a day."""

from datetime import date

from services.forums.forums.tables import Forum
from services.forums.forums.views import FORUMS, ForumStatus, ForumView
from shared.database import Reader
from shared.facts import Source


def _latest(table: str) -> str:
    """SQL: of a forum, `fact`, the latest row that stands of a table of dated facts."""
    return (
        f"LEFT JOIN LATERAL (SELECT * FROM {table} AS dated WHERE dated.forum_id = fact.id AND dated.voided_at IS NULL"  # noqa: S608 - our own names
        f" ORDER BY dated.since DESC LIMIT 1) AS {table} ON true"
    )


_MET = """
LEFT JOIN LATERAL (
    SELECT max(held.held_on) AS last_on FROM meetings AS meeting
    JOIN holdings AS held ON held.meeting_id = meeting.id AND held.voided_at IS NULL
    WHERE meeting.forum_id = fact.id AND meeting.voided_at IS NULL
) AS met ON true
"""
QUIET_AFTER = 60
"""Days without a meeting after which an active forum has gone quiet: it meets once a month."""
_QUIET = (
    f"coalesce(statuses.status = '{ForumStatus.ACTIVE}' AND greatest(met.last_on, statuses.since)"
    f" < (now() AT TIME ZONE 'Asia/Baghdad')::date - {QUIET_AFTER}, false)"
)

FORUM = Source(
    "forum",
    FORUMS,
    Forum,
    ForumView,
    joins=f"{_latest('statuses')} {_latest('charters')} {_MET}",
    place="fact.place",
    project="fact.project",
    columns={
        "status": f"coalesce(statuses.status, '{ForumStatus.FORMING}')",
        "status_since": "statuses.since",
        **{name: f"charters.{name}" for name in ("procedure", "catchment", "police_office", "police_place")},
        "last_met_on": "met.last_on",
        "quiet": _QUIET,
    },
)


async def met_since(reader: Reader, id: int, day: date) -> bool:
    """Whether the forum met on a day or later."""
    met: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM meetings AS meeting JOIN holdings AS held ON held.meeting_id = meeting.id"
        " AND held.voided_at IS NULL WHERE meeting.forum_id = $1 AND meeting.voided_at IS NULL AND held.held_on >= $2)",
        id,
        day,
    )
    return met


async def worked_since(reader: Reader, id: int, day: date) -> bool:
    """Whether on a day or later the forum elected somebody, adopted a plan, or something was raised in it."""
    worked: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM elections WHERE forum_id = $1 AND voided_at IS NULL AND held_on >= $2)"
        " OR EXISTS (SELECT FROM concerns WHERE forum_id = $1 AND voided_at IS NULL AND raised_on >= $2)"
        " OR EXISTS (SELECT FROM plans WHERE forum_id = $1 AND voided_at IS NULL AND adopted_on >= $2)",
        id,
        day,
    )
    return worked


async def is_led(reader: Reader, id: int, day: date) -> bool:
    """Whether on a day or later somebody leads the forum, or is to."""
    led: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM terms WHERE forum_id = $1 AND voided_at IS NULL"
        " AND (ends_on IS NULL OR ends_on > $2))",
        id,
        day,
    )
    return led


async def has_members(reader: Reader, id: int) -> bool:
    """Whether a seat in the forum stands."""
    seated: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM members WHERE forum_id = $1 AND voided_at IS NULL)", id
    )
    return seated


_AT_WORK = " OR ".join(
    f"EXISTS (SELECT FROM {table} WHERE forum_id = $1 AND voided_at IS NULL)"
    for table in ("elections", "terms", "meetings", "concerns", "plans", "waves", "trainings")
)


async def has_worked(reader: Reader, id: int) -> bool:
    """Whether anything that the forum did stands. What it handed to protection is not asked: the answer would tell."""
    worked: bool = await reader.fetchval(f"SELECT {_AT_WORK}", id)
    return worked


async def status_on(reader: Reader, id: int, day: date) -> ForumStatus:
    """What a forum was on a day, as it is known now."""
    status = await reader.fetchval(
        "SELECT status FROM statuses WHERE forum_id = $1 AND since <= $2 AND voided_at IS NULL"
        " ORDER BY since DESC LIMIT 1",
        id,
        day,
    )
    return ForumStatus(status or ForumStatus.FORMING)
