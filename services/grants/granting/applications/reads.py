"""Applications within a mandate: they lie where the grant is to be used, and under the project of their fund."""

from typing import Any

from services.grants.granting.applications.assessment import ASSESSMENT, ApplicantsView, TransitionsView, TransitionView
from services.grants.granting.applications.tables import Application
from services.grants.granting.applications.views import APPLICATIONS, ApplicationView, FormDraft
from services.grants.granting.enterprises.reads import LAST_VISIT
from services.grants.granting.owners.reads import people
from shared.classification import opened
from shared.database import Reader
from shared.facts import Found, Source, find
from shared.mandate import Mandate

FIELDS = tuple(FormDraft.model_fields)
"""What an application's form states."""

STANDS = (
    "NOT EXISTS (SELECT FROM transitions AS later WHERE later.application_id = stands.application_id"
    " AND later.after = stands.number)"
)
"""SQL: the step `stands` is the last one of its application."""
LAST_FORM = "(SELECT max(number) FROM forms AS saved WHERE saved.application_id = {application})"
"""SQL: the number of an application's form as it was saved last."""
LAST_CHECK = (
    "(SELECT max(id) FROM clearances AS made WHERE made.application_id = {application} AND made.voided_at IS NULL)"
)
"""SQL: the number of the last check against sanction lists that stands."""

APPLICATION = Source(
    "application",
    APPLICATIONS,
    Application,
    ApplicationView,
    joins=(
        "JOIN calls AS call ON call.id = fact.call_id JOIN funds AS fund ON fund.id = call.fund_id"
        f" JOIN transitions AS stands ON stands.application_id = fact.id AND {STANDS}"
        " JOIN forms AS form ON form.application_id = fact.id"
        f" AND form.number = {LAST_FORM.format(application='fact.id')}"
        " LEFT JOIN screenings AS screening ON screening.application_id = fact.id"
        f" LEFT JOIN clearances AS checked ON checked.id = {LAST_CHECK.format(application='fact.id')}"
    ),
    place="fact.place",
    project="fund.project",
    person=people("fact.enterprise_id"),
    state="fact.id || '/' || form.number || '/' || stands.number",
    columns={
        "project": "fund.project",
        "currency": "call.currency",
        "stage": "stands.stage",
        "milestone": "stands.milestone",
        "reason": "stands.reason",
        "since": "stands.recorded_at",
        **{name: f"form.{name}" for name in FIELDS},
        "score": "screening.score",
        "scoring": "screening.scoring",
        "clearance": "checked.outcome",
        "checked_on": "checked.checked_on",
    },
)

_LAST = """
SELECT number, stage, holds, milestone, reason FROM transitions WHERE application_id = $1 ORDER BY number DESC LIMIT 1
"""
_TRANSITIONS = """
SELECT number, came_from, stage, milestone, reason, recorded_at, recorded_by FROM transitions
WHERE application_id = $1 ORDER BY number
"""
_CASE = f"""
SELECT application.enterprise_id, application.place, call.sectors, call.districts, call.smallest, call.largest,
    call.currency, call.least_years, call.least_contribution, call.registered, call.scoring, call.variant,
    coalesce(verified.sector, enterprise.sector) AS sector,
    coalesce(verified.founded, enterprise.founded) AS founded,
    coalesce(verified.staff_women, enterprise.staff_women) AS women,
    coalesce(verified.staff_men, enterprise.staff_men) AS men,
    CASE WHEN verified.revenue IS NULL THEN enterprise.revenue ELSE verified.revenue END AS revenue,
    CASE WHEN verified.revenue IS NULL THEN enterprise.currency ELSE verified.currency END AS revenue_currency,
    coalesce(verified.registration, enterprise.registration) AS registration,
    EXISTS (SELECT FROM owners AS owner WHERE owner.enterprise_id = enterprise.id AND owner.voided_at IS NULL
        AND owner.sex = 'female') AS female_owner,
    extract(year FROM coalesce((SELECT min(received.recorded_at) FROM transitions AS received
        WHERE received.application_id = application.id AND received.stage = 'eoi'), clock_timestamp())
        AT TIME ZONE 'Asia/Baghdad')::int AS year,
    form.*
FROM applications AS application
JOIN calls AS call ON call.id = application.call_id
JOIN enterprises AS enterprise ON enterprise.id = application.enterprise_id
LEFT JOIN verifications AS verified ON verified.id = {LAST_VISIT.format(enterprise="enterprise.id")}
JOIN forms AS form ON form.application_id = application.id
WHERE application.id = $1
ORDER BY form.number DESC LIMIT 1
"""  # noqa: S608 - no value in it
_OWNERS = """
SELECT owner.person_id FROM owners AS owner
JOIN applications AS application ON application.enterprise_id = owner.enterprise_id
WHERE application.id = $1 AND owner.voided_at IS NULL ORDER BY owner.id
"""
_DELIVERED = """
SELECT coalesce(bool_and(verification.milestone_id IS NOT NULL), false)
FROM awards AS award
JOIN contracts AS contract ON contract.award_id = award.id AND contract.voided_at IS NULL
JOIN tranches AS tranche ON tranche.contract_id = contract.id AND tranche.version_id =
    (SELECT max(id) FROM contract_versions AS version WHERE version.contract_id = contract.id)
LEFT JOIN milestones AS prepared ON prepared.contract_id = contract.id AND prepared.tranche = tranche.number
    AND prepared.voided_at IS NULL
LEFT JOIN milestone_verifications AS verification ON verification.milestone_id = prepared.id
WHERE award.application_id = $1 AND award.voided_at IS NULL
"""
_CLEARED = f"""
SELECT coalesce((SELECT outcome = 'cleared' FROM clearances WHERE id = {LAST_CHECK.format(application="$1")}), false)
"""  # noqa: S608 - no value in it
_VISITED_SINCE = """
SELECT EXISTS (
    SELECT FROM verifications AS visit
    JOIN applications AS application ON application.enterprise_id = visit.enterprise_id
    JOIN transitions AS received ON received.application_id = application.id AND received.stage = 'eoi'
    WHERE application.id = $1 AND visit.voided_at IS NULL AND visit.recorded_at > received.recorded_at
)
"""


async def last(reader: Reader, id: int) -> dict[str, Any]:
    """The last step of an application: `number`, `stage`, `milestone`, `reason`, and the stage that it `holds`."""
    row = await reader.fetchrow(_LAST, id)
    assert row is not None
    return dict(row)


async def case(reader: Reader, id: int) -> dict[str, Any]:
    """What an application is judged by: its call, its form as saved last, and its enterprise as it was found on site,
    or, where nobody has looked, as it was declared."""
    row = await reader.fetchrow(_CASE, id)
    assert row is not None
    return dict(row)


async def visited_since(reader: Reader, id: int) -> bool:
    """Whether somebody recorded what they found at the enterprise after the application was received."""
    visited: bool = await reader.fetchval(_VISITED_SINCE, id)
    return visited


async def is_cleared(reader: Reader, id: int) -> bool:
    """Whether the last check against sanction lists that stands has cleared an application."""
    cleared: bool = await reader.fetchval(_CLEARED, id)
    return cleared


async def is_delivered(reader: Reader, id: int) -> bool:
    """Whether every tranche of the contract about an application has its milestone verified."""
    delivered: bool = await reader.fetchval(_DELIVERED, id)
    return delivered


async def hold_award(reader: Reader, id: int) -> int | None:
    """The award of an application, held as payments of it hold it."""
    award_id: int | None = await reader.fetchval(
        "SELECT id FROM awards WHERE application_id = $1 AND voided_at IS NULL FOR UPDATE", id
    )
    return award_id


async def applicants(reader: Reader, id: int) -> ApplicantsView:
    """Who owns the enterprise of an application, wherever it lies; nobody, of an application that there is not."""
    return ApplicantsView(people=[row["person_id"] for row in await reader.fetch(_OWNERS, id)])


async def forms(reader: Reader, id: int) -> int:
    """The number of the form that was saved last."""
    number: int = await reader.fetchval(f"SELECT {LAST_FORM.format(application='$1')}", id)
    return number


async def transitions(reader: Reader, id: int, mandate: Mandate) -> Found[TransitionsView]:
    """Every step of an application, the first one first."""
    found = await find(reader, APPLICATION, id, mandate)
    rows = await reader.fetch(_TRANSITIONS, id)
    steps = [TransitionView.model_validate(dict(row)) for row in rows]
    told = opened(TransitionsView(transitions=steps), ASSESSMENT, mandate.scope(ASSESSMENT.name))
    return Found(told, found.disclosed)
