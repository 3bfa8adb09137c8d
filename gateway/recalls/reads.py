"""What partners were told about whom, and what of it they keep."""

from dataclasses import dataclass

from gateway.recalls.views import DisclosuresView, DisclosureView
from shared.callers import Purpose
from shared.database import Reader

# What counts is the version that somebody was told under: whether it rested on consent, and on which.
_KEPT = """
SELECT agreement.code AS agreement, version.consent_purpose,
    (array_agg(version.destruction ORDER BY version.version DESC))[1] AS destruction,
    array_agg(DISTINCT subject.person_id ORDER BY subject.person_id) AS people
FROM partners AS partner
JOIN agreements AS agreement ON agreement.partner_id = partner.id
JOIN agreement_versions AS version ON version.agreement_id = agreement.id
JOIN reads AS read ON read.version_id = version.id AND read.what = 'people'
JOIN read_subjects AS subject ON subject.read_id = read.id
WHERE partner.code = $1 AND ($2::text IS NULL OR agreement.code = $2)
    AND read.recorded_at > coalesce((
        SELECT max(destruction.recorded_at) FROM destructions AS destruction
        WHERE destruction.agreement_id = agreement.id AND destruction.person_id = subject.person_id
    ), '-infinity')
GROUP BY agreement.code, version.consent_purpose
ORDER BY agreement.code, version.consent_purpose
"""

# Of somebody who was merged all is destroyed when it is under each of the numbers told.
_DISCLOSURES = """
WITH told AS (
    SELECT read.caller AS partner, read.caller_class, read.purpose, agreement.id AS agreement_id,
        agreement.code AS agreement, subject.person_id, read.id, read.recorded_at, read.fields
    FROM read_subjects AS subject
    JOIN reads AS read ON read.id = subject.read_id AND read.what = 'people'
    JOIN agreement_versions AS version ON version.id = read.version_id
    JOIN agreements AS agreement ON agreement.id = version.agreement_id
    WHERE subject.person_id = ANY ($1)
), destroyed AS (
    SELECT told.agreement_id, min(last.at) AS at
    FROM (SELECT DISTINCT agreement_id, person_id FROM told) AS told
    LEFT JOIN LATERAL (
        SELECT coalesce(max(destruction.recorded_at), '-infinity') AS at FROM destructions AS destruction
        WHERE destruction.agreement_id = told.agreement_id AND destruction.person_id = told.person_id
    ) AS last ON true
    GROUP BY told.agreement_id
)
SELECT told.partner, told.caller_class, told.agreement, told.purpose,
    coalesce(array_agg(DISTINCT field ORDER BY field) FILTER (WHERE field IS NOT NULL), '{}') AS fields,
    count(DISTINCT told.id) AS times, min(told.recorded_at) AS first_at, max(told.recorded_at) AS last_at,
    nullif(min(destroyed.at), '-infinity') AS destroyed
FROM told JOIN destroyed ON destroyed.agreement_id = told.agreement_id
LEFT JOIN LATERAL unnest(told.fields) AS field ON true
GROUP BY told.partner, told.caller_class, told.agreement_id, told.agreement, told.purpose
ORDER BY last_at DESC
"""


@dataclass(frozen=True)
class Kept:
    """The people about whom a partner was told under an agreement, as long as it rested on one consent or on none,
    and of whom it has not said since that it keeps nothing."""

    agreement: str
    consent_purpose: Purpose | None
    destruction: str
    people: tuple[int, ...]


async def kept(reader: Reader, partner: str, agreement: str | None = None) -> list[Kept]:
    """What a partner keeps of what it was told about people, under all of its agreements that ever were, or one."""
    return [
        Kept(
            row["agreement"],
            None if row["consent_purpose"] is None else Purpose(row["consent_purpose"]),
            row["destruction"],
            tuple(row["people"]),
        )
        for row in await reader.fetch(_KEPT, partner, agreement)
    ]


async def disclosures(reader: Reader, cluster: tuple[int, ...]) -> DisclosuresView:
    """What partners were told about a person, who has several ids where registrations were merged."""
    rows = await reader.fetch(_DISCLOSURES, cluster)
    return DisclosuresView(disclosures=[DisclosureView.model_validate(dict(row)) for row in rows])
