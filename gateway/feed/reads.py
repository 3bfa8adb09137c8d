"""How far the services have been followed."""

from gateway.feed.views import FollowedView
from shared.callers import Service
from shared.database import Reader

_CURSOR = "SELECT sequence FROM feed_cursors WHERE service = $1"

_STANDING = """
SELECT cursors.service, cursors.sequence, last.time AS last_event_at, cursors.current_at,
    extract(epoch FROM clock_timestamp() - cursors.current_at)::int AS behind_seconds
FROM feed_cursors AS cursors
LEFT JOIN inbox AS last ON last.service = cursors.service AND last.sequence = cursors.sequence
ORDER BY cursors.service
"""


async def cursor(reader: Reader, service: Service) -> int:
    """The sequence of the last event received of a service; 0 before the first."""
    found: int = await reader.fetchval(_CURSOR, service)
    return found


async def standing(reader: Reader) -> list[FollowedView]:
    """How far each service has been followed."""
    return [FollowedView.model_validate(dict(row)) for row in await reader.fetch(_STANDING)]
