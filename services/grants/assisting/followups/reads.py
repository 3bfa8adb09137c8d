"""Follow-ups within a mandate, and what is due: they lie where the assistance does, and under its project."""

from datetime import date

from services.grants.assisting.assistances.tables import Assistance
from services.grants.assisting.followups.tables import GIVEN_ON, FollowUp
from services.grants.assisting.followups.views import FOLLOWUPS, MONTHS, PATIENCE, DueView, FollowUpView
from shared.database import Reader
from shared.facts import Source

FOLLOWUP = Source(
    "followup",
    FOLLOWUPS,
    FollowUp,
    FollowUpView,
    joins="JOIN assistances AS assistance ON assistance.id = fact.assistance_id",
    place="assistance.place",
    project="assistance.project",
    person="assistance.person_id",
    columns={"project": "assistance.project", "place": "assistance.place"},
)

_TODAY = "(clock_timestamp() AT TIME ZONE 'Asia/Baghdad')::date"
_MARKS = ", ".join(f"('{mark}', {months})" for mark, months in MONTHS.items())
_NEXT = f"""
    LEFT JOIN LATERAL (
        SELECT mark.code, (given.day + make_interval(months => mark.months))::date AS due_on
        FROM (VALUES {_MARKS}) AS mark (code, months)
        WHERE mark.months > coalesce((
            SELECT max(before.months) FROM followups AS done
            JOIN (VALUES {_MARKS}) AS before (code, months) ON before.code = done.mark
            WHERE done.assistance_id = fact.id AND done.voided_at IS NULL
        ), 0)
        ORDER BY mark.months LIMIT 1
    ) AS next ON true
"""  # noqa: S608 - no value in it

DUE = Source(
    "assistance",
    FOLLOWUPS,
    Assistance,
    DueView,
    joins=f"CROSS JOIN LATERAL (SELECT {GIVEN_ON.format(assistance='fact.id')} AS day) AS given {_NEXT}",
    place="fact.place",
    project="fact.project",
    person="fact.person_id",
    listed=f"next.due_on <= {_TODAY}",
    columns={
        "assistance_id": "fact.id",
        "given_on": "given.day",
        "mark": "next.code",
        "due_on": "next.due_on",
        "days_late": f"({_TODAY} - next.due_on)",
        "overdue": f"(next.due_on + {PATIENCE} < {_TODAY})",
    },
)
"""One row for each assistance that is to be followed up now."""


async def given_on(reader: Reader, assistance_id: int) -> date | None:
    """The day on which the last of an assistance was given; nothing while nothing was, or while it goes on."""
    day: date | None = await reader.fetchval(f"SELECT {GIVEN_ON.format(assistance='$1::int')}", assistance_id)
    return day


async def later(reader: Reader, day: date, months: int) -> date:
    """So many months of the calendar later: from the last of November to the last of February are three."""
    moved: date = await reader.fetchval("SELECT ($1::date + make_interval(months => $2))::date", day, months)
    return moved
