"""What is open now and to whom, and who broke the glass, when and for what."""

from dataclasses import dataclass

from gateway.access.break_glass.views import BreakGlassView, UsedView
from gateway.access.callers import Caller
from gateway.access.decisions import reads as decisions
from gateway.access.roles import OVERSEERS
from shared.database import Reader
from shared.errors import nothing_here

_STANDING = f"""
SELECT glass.id, glass.recorded_by AS requester, glass.reason, glass.area, glass.hours,
    glass.recorded_at AS requested_at, approval.recorded_by AS approver, approval.recorded_at AS approved_at,
    approval.until, ending.recorded_by AS ended_by, ending.recorded_at AS ended_at,
    CASE WHEN ending.recorded_at IS NOT NULL THEN 'ended'
        WHEN approval.until IS NULL AND glass.recorded_at > clock_timestamp() - interval '24 hours' THEN 'waiting'
        WHEN approval.until > clock_timestamp() THEN 'open'
        ELSE 'expired'
    END AS status
FROM break_glass AS glass
LEFT JOIN LATERAL (
    SELECT recorded_by, recorded_at, recorded_at + make_interval(hours => glass.hours) AS until
    FROM approvals WHERE approvals.decision_id = glass.decision_id AND {decisions.taken("glass.decision_id")}
    ORDER BY place DESC LIMIT 1
) AS approval ON true
LEFT JOIN break_glass_ends AS ending ON ending.break_glass_id = glass.id
"""  # noqa: S608 - names from code

_ONE = f"SELECT * FROM ({_STANDING}) AS standing WHERE id = $1"  # noqa: S608 - names from code
_OPEN = f"SELECT * FROM ({_STANDING}) AS standing WHERE requester = $1 AND status = 'open'"  # noqa: S608 - names from code

_REPORT = f"""
SELECT standing.*,
    (SELECT count(*) FROM reads WHERE reads.break_glass_id = standing.id) AS reads,
    (
        SELECT count(DISTINCT told.person_id) FROM reads JOIN read_subjects AS told ON told.read_id = reads.id
        WHERE reads.break_glass_id = standing.id
    ) AS people
FROM ({_STANDING}) AS standing ORDER BY standing.id DESC LIMIT 200
"""  # noqa: S608 - names from code


@dataclass(frozen=True)
class Opened:
    """A break-glass that is open to somebody at this moment."""

    id: int
    reason: str
    area: str


async def opened(reader: Reader, id: int, requester: str) -> Opened | None:
    """The break-glass of this number, if it is open now and was asked for by this person."""
    row = await reader.fetchrow(f"{_ONE} AND requester = $2 AND status = 'open'", id, requester)
    return None if row is None else Opened(row["id"], row["reason"], row["area"])


async def open_to(reader: Reader, requester: str) -> list[BreakGlassView]:
    """All that is open to somebody now."""
    return [BreakGlassView.model_validate(dict(row)) for row in await reader.fetch(_OPEN, requester)]


async def standing(reader: Reader, id: int, caller: Caller) -> BreakGlassView:
    """A break-glass as it stands, for who asked for it and those who answer for its area."""
    row = await reader.fetchrow(_ONE, id)
    if row is None or not (row["requester"] == caller.signature or _oversees(caller, row["area"])):
        raise nothing_here()
    return BreakGlassView.model_validate(dict(row))


async def report(reader: Reader) -> list[UsedView]:
    """The newest two hundred, each with what was read under it."""
    return [UsedView.model_validate(dict(row)) for row in await reader.fetch(_REPORT)]


def _oversees(caller: Caller, area: str) -> bool:
    """Whether somebody answers for an area: in one of two roles, held in all of it."""
    return any(role in OVERSEERS for role in caller.roles) and any(area.startswith(held) for held in caller.areas)
