"""Livelihood assistance within a mandate; the person stays out of every view."""

from datetime import date

from services.grants.assisting.assistances.tables import Assistance
from services.grants.assisting.assistances.views import ASSISTANCES, AssistanceView, RecipientsView, RecipientView
from shared.database import Reader
from shared.facts import Source
from shared.mandate import Mandate, Subject

ASSISTANCE = Source(
    "assistance",
    ASSISTANCES,
    Assistance,
    AssistanceView,
    joins="LEFT JOIN assistance_ends AS ending ON ending.assistance_id = fact.id",
    place="fact.place",
    project="fact.project",
    person="fact.person_id",
    columns={"end_reason": "ending.reason"},
)


async def has_payments(reader: Reader, id: int) -> bool:
    """Whether a payment of the assistance stands."""
    paid: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM payments WHERE assistance_id = $1 AND voided_at IS NULL)", id
    )
    return paid


async def has_one(reader: Reader, phase_id: int, whose: Subject) -> bool:
    """Whether somebody, or their household, has assistance of a phase that stands."""
    sql = (
        "SELECT EXISTS (SELECT FROM assistances WHERE phase_id = $1 AND voided_at IS NULL"
        " AND (person_id = ANY ($2) OR household_id = $3))"
    )
    assisted: bool = await reader.fetchval(sql, phase_id, whose.cluster, whose.household_id)
    return assisted


ENDED = """EXISTS (
    SELECT FROM assistance_ends AS ended JOIN assistances AS given ON given.id = ended.assistance_id
    WHERE ended.assistance_id = {assistance} AND given.modality <> 'CFW'
)"""
"""SQL: nothing more is paid of an assistance, because it has ended. What somebody has worked is owed to them all the
same, and an assistance does not end before that is paid."""
SENT = """EXISTS (
    SELECT FROM orders AS made JOIN instructions AS attempt ON attempt.order_id = made.id AND attempt.voided_at IS NULL
    JOIN batch_sendings AS sending ON sending.batch_id = attempt.batch_id
    LEFT JOIN instruction_ends AS ending ON ending.instruction_id = attempt.id
    WHERE ending.ground IS DISTINCT FROM 'handed_back' AND {which}
)"""
"""SQL: money by an order `made` was sent, also by one that was voided since, and not handed back: whatever was said of
it, it may turn out to have gone."""
_OWES_WAGES = f"""
SELECT EXISTS (
    SELECT FROM workdays AS worked WHERE worked.assistance_id = $1 AND worked.voided_at IS NULL AND NOT EXISTS (
        SELECT FROM wages AS wage
        JOIN periods AS period ON period.id = wage.period_id
            AND worked.worked_on BETWEEN period.begins_on AND period.ends_on
        WHERE wage.worker_id = worked.worker_id AND wage.voided_at IS NULL AND (
            EXISTS (SELECT FROM payments AS payment WHERE payment.assistance_id = wage.assistance_id
                AND payment.part = wage.part AND payment.voided_at IS NULL)
            OR ({SENT.format(which="made.assistance_id = wage.assistance_id AND made.part = wage.part")}
                AND NOT EXISTS (SELECT FROM orders AS made WHERE made.assistance_id = wage.assistance_id
                    AND made.part = wage.part AND made.voided_at IS NULL))
        )
    )
)
"""  # noqa: S608 - no value in it


async def owes_wages(reader: Reader, id: int) -> bool:
    """Whether somebody worked a day under the assistance for which they are not paid. Nothing is owed where money was
    sent for it and its order taken back since: if it turns out to have gone, it is paid."""
    owes: bool = await reader.fetchval(_OWES_WAGES, id)
    return owes


async def has_orders(reader: Reader, id: int) -> bool:
    """Whether an order to pay some of the assistance stands."""
    ordered: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM orders WHERE assistance_id = $1 AND voided_at IS NULL)", id
    )
    return ordered


async def was_sent(reader: Reader, id: int) -> bool:
    """Whether money of the assistance was ever sent with others."""
    sent: bool = await reader.fetchval(f"SELECT {SENT.format(which='made.assistance_id = $1')}", id)
    return sent


async def ended_on(reader: Reader, id: int) -> date | None:
    """The day since when nothing more is given of the assistance; nothing while it goes on."""
    ended: date | None = await reader.fetchval(
        "SELECT (recorded_at AT TIME ZONE 'Asia/Baghdad')::date FROM assistance_ends WHERE assistance_id = $1", id
    )
    return ended


async def is_provided_for(reader: Reader, id: int) -> bool:
    """Whether somebody has drawn up what the assistance is given as, or given a place to work at, and it stands."""
    provided: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM provisions WHERE assistance_id = $1 AND voided_at IS NULL)"
        " OR EXISTS (SELECT FROM workers WHERE assistance_id = $1 AND voided_at IS NULL)",
        id,
    )
    return provided


async def of_subjects(reader: Reader, mandate: Mandate) -> RecipientsView:
    """The assistance of those subjects about whom the mandate may be told."""
    fields = ASSISTANCES.readable(mandate.scope(ASSISTANCES.name), tuple(AssistanceView.model_fields))
    columns = (f"{ASSISTANCE.columns.get(name, f'fact.{name}')} AS {name}" for name in fields)
    rows = await reader.fetch(
        f"SELECT {', '.join(('fact.person_id', *columns))} FROM assistances AS fact {ASSISTANCE.joins}"  # noqa: S608 - names from code
        " WHERE fact.person_id = ANY ($1) AND fact.place LIKE ANY ($2) AND fact.project = ANY ($3)"
        " AND fact.voided_at IS NULL ORDER BY fact.approved_on, fact.id",
        [id for subject in mandate.agreed_subjects() for id in subject.cluster],
        mandate.area_patterns,
        mandate.projects,
    )
    return RecipientsView(
        assistances=[
            RecipientView(
                person_id=row["person_id"],
                assistance=AssistanceView.model_validate({name: row[name] for name in fields}),
            )
            for row in rows
        ]
    )
