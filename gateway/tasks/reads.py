"""What waits for somebody in the gateway itself: approvals that they may give, and nobody has given before them."""

from collections.abc import Iterator

from gateway.access.callers import Caller
from gateway.access.roles import KEEPERS, OVERSEERS
from gateway.tasks.views import Task, TaskView
from shared.callers import Role
from shared.database import Reader
from shared.mandate import COUNTRY

MOST = 200

# As `decisions.rules.approve` has it: nobody approves twice or, alone, what they proposed; and of two approvals one is
# a data-protection officer's.
_OPEN = """
SELECT decision.id FROM decisions AS decision LEFT JOIN approvals AS approval ON approval.decision_id = decision.id
GROUP BY decision.id
HAVING count(approval.place) < decision.needed
    AND NOT coalesce(bool_or(approval.recorded_by = $1), false)
    AND NOT (decision.needed = 1 AND decision.recorded_by = $1)
    AND ($2 OR count(approval.place) = 0 OR bool_or(approval.role = 'data_protection_officer'))
"""
_STANDS = "partner.voided_at IS NULL"

_WAITING = {
    Task.BREAK_GLASS: """
        SELECT '/v1/break-glass/' || glass.id AS at FROM break_glass AS glass
        LEFT JOIN break_glass_ends AS ending ON ending.break_glass_id = glass.id
        WHERE glass.decision_id IN (SELECT id FROM open) AND ending.break_glass_id IS NULL
            AND glass.recorded_at > clock_timestamp() - interval '24 hours' AND glass.area LIKE ANY ($3)
    """,
    Task.PARTNERS: f"""
        SELECT '/v1/partners/' || partner.code AS at FROM partners AS partner
        WHERE partner.decision_id IN (SELECT id FROM open) AND {_STANDS}
    """,  # noqa: S608 - names from code
    Task.CREDENTIALS: f"""
        SELECT '/v1/partners/' || partner.code AS at FROM credentials AS credential
        JOIN partners AS partner ON partner.id = credential.partner_id
        WHERE credential.decision_id IN (SELECT id FROM open) AND credential.voided_at IS NULL AND {_STANDS}
    """,  # noqa: S608 - names from code
    Task.AGREEMENTS: f"""
        SELECT '/v1/agreements/' || agreement.code AS at FROM agreement_versions AS version
        JOIN agreements AS agreement ON agreement.id = version.agreement_id
        JOIN partners AS partner ON partner.id = agreement.partner_id
        WHERE version.decision_id IN (SELECT id FROM open) AND agreement.voided_at IS NULL AND {_STANDS}
    """,  # noqa: S608 - names from code
    Task.RESUMPTIONS: f"""
        SELECT CASE WHEN agreement.id IS NULL THEN '/v1/partners/' || partner.code
            ELSE '/v1/agreements/' || agreement.code END AS at
        FROM suspensions AS suspension
        LEFT JOIN agreements AS agreement ON agreement.id = suspension.agreement_id
        JOIN partners AS partner ON partner.id = coalesce(suspension.partner_id, agreement.partner_id)
        WHERE suspension.decision_id IN (SELECT id FROM open) AND agreement.voided_at IS NULL AND {_STANDS}
    """,  # noqa: S608 - names from code
    Task.SEALS: """
        SELECT '/v1/projects/' || seal.project || '/results/seals/' || seal.id AS at FROM seals AS seal
        WHERE seal.recorded_by <> $1 AND NOT EXISTS (
            SELECT FROM seals AS later JOIN seal_approvals AS approval ON approval.seal_id = later.id
            WHERE later.project = seal.project AND later.id >= seal.id
        )
    """,
}
"""SQL: where each kind is looked at that waits for somebody, `$1`, a data-protection officer if `$2`, in areas `$3`."""


async def approvals(reader: Reader, caller: Caller) -> list[TaskView]:
    """The approvals that wait for a caller, of every kind that their roles give."""
    tasks = list(_of(caller))
    if not tasks:
        return []
    each = " UNION ALL ".join(f"SELECT '{task}' AS task, at FROM ({_WAITING[task]}) AS waiting" for task in tasks)  # noqa: S608 - names from code
    rows = await reader.fetch(
        f"WITH open AS MATERIALIZED ({_OPEN}), given AS (SELECT $1::text, $2::bool, $3::text[])"  # noqa: S608 - names from code
        f" SELECT found.task, count(*) AS waiting, (array_agg(DISTINCT found.at))[:{MOST}] AS at"
        f" FROM ({each}) AS found GROUP BY found.task",
        caller.signature,
        Role.DATA_PROTECTION_OFFICER in caller.roles,
        [f"{area}%" for area in caller.areas],
    )
    found = {row["task"]: row for row in rows}
    return [
        TaskView(task=task, waiting=found[task]["waiting"], capped=False, at=found[task]["at"])
        if task in found
        else TaskView(task=task, waiting=0, capped=False, at=[])
        for task in tasks
    ]


def _of(caller: Caller) -> Iterator[Task]:
    """The kinds of approvals that are for a caller's roles; most only where they are held in the whole country."""
    everywhere = COUNTRY in caller.areas
    if not set(OVERSEERS).isdisjoint(caller.roles):
        yield Task.BREAK_GLASS
    if everywhere and not set(KEEPERS).isdisjoint(caller.roles):
        yield from (Task.PARTNERS, Task.CREDENTIALS, Task.AGREEMENTS, Task.RESUMPTIONS)
    if everywhere and Role.MONITORING in caller.roles:
        yield Task.SEALS
