"""What partners were told about whom, and what of it they keep."""

from gateway.recalls.views import DisclosuresView, DisclosureView
from shared.database import Reader

# A read names the agreement with its version: all versions of one agreement are one telling.
_TOLD = """
SELECT subject.person_id
FROM reads AS read JOIN read_subjects AS subject ON subject.read_id = read.id
WHERE read.caller = $1 AND read.agreement LIKE $2 || '/%'
GROUP BY subject.person_id
HAVING max(read.recorded_at) > coalesce((
    SELECT max(destruction.recorded_at) FROM destructions AS destruction
    JOIN agreements AS agreement ON agreement.id = destruction.agreement_id
    WHERE agreement.code = $2 AND destruction.person_id = subject.person_id
), '-infinity')
ORDER BY subject.person_id
"""

_DISCLOSURES = """
WITH told AS (
    SELECT read.caller AS partner, read.caller_class, read.purpose, split_part(read.agreement, '/', 1) AS agreement,
        read.id, read.recorded_at, read.fields
    FROM read_subjects AS subject JOIN reads AS read ON read.id = subject.read_id
    WHERE subject.person_id = $1 AND read.agreement IS NOT NULL
)
SELECT told.partner, told.caller_class, told.agreement, min(told.purpose) AS purpose,
    coalesce(array_agg(DISTINCT field ORDER BY field) FILTER (WHERE field IS NOT NULL), '{}') AS fields,
    count(DISTINCT told.id) AS times, min(told.recorded_at) AS first_at, max(told.recorded_at) AS last_at,
    (
        SELECT max(destruction.recorded_at) FROM destructions AS destruction
        JOIN agreements AS agreement ON agreement.id = destruction.agreement_id
        WHERE agreement.code = told.agreement AND destruction.person_id = $1
    ) AS destroyed
FROM told LEFT JOIN LATERAL unnest(told.fields) AS field ON true
GROUP BY told.partner, told.caller_class, told.agreement
ORDER BY last_at DESC
"""


async def kept(reader: Reader, partner: str, agreement: str) -> list[int]:
    """The people about whom a partner was told under an agreement since it last said it keeps nothing of them."""
    return [row["person_id"] for row in await reader.fetch(_TOLD, partner, agreement)]


async def disclosures(reader: Reader, person_id: int) -> DisclosuresView:
    """What partners were told about a person."""
    rows = await reader.fetch(_DISCLOSURES, person_id)
    return DisclosuresView(disclosures=[DisclosureView.model_validate(dict(row)) for row in rows])
