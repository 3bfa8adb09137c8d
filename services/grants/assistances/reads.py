"""Livelihood assistance within a mandate; the person stays out of every view."""

from services.grants.assistances.tables import Assistance
from services.grants.assistances.views import ASSISTANCES, AssistanceView, RecipientsView, RecipientView
from shared.database import Reader
from shared.facts import Source
from shared.mandate import Mandate

ASSISTANCE = Source(
    "assistance",
    ASSISTANCES,
    Assistance,
    AssistanceView,
    place="fact.place",
    project="fact.project",
    person="fact.person_id",
)


async def has_payments(reader: Reader, id: int) -> bool:
    """Whether a payment of the assistance stands."""
    paid: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM payments WHERE assistance_id = $1 AND voided_at IS NULL)", id
    )
    return paid


async def of_subjects(reader: Reader, mandate: Mandate) -> RecipientsView:
    """The assistance of those subjects about whom the mandate may be told."""
    fields = ASSISTANCES.readable(mandate.scope(ASSISTANCES.name), tuple(AssistanceView.model_fields))
    rows = await reader.fetch(
        f"SELECT {', '.join(('person_id', *fields))} FROM assistances WHERE person_id = ANY ($1)"  # noqa: S608 - names from code
        " AND place LIKE ANY ($2) AND project = ANY ($3) AND voided_at IS NULL ORDER BY approved_on, id",
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
