"""Raising pairs of enterprises: whoever is recorded is looked for among all others by what it states.

Whether one is found, and whether the caller may see it, makes no difference to which statements are run.
"""

from shared.write import Write

# Of two that state the same at once, the second looks when the first has been recorded.
_IN_TURN = """
SELECT pg_advisory_xact_lock(stated.key) FROM (
    SELECT DISTINCT hashtextextended(form.kind || form.value, 0) AS key
    FROM enterprises, LATERAL (
        VALUES ('r', registry_form), ('l', legal_name_form), ('p', phone)
    ) AS form (kind, value)
    WHERE id = $1 AND form.value IS NOT NULL
    ORDER BY key
) AS stated
"""

# Each is sought by its own index, however many the planner takes to be alike.
_RAISE = """
WITH mine AS (SELECT id, registry_form, legal_name_form, phone FROM enterprises WHERE id = $1), found AS (
    SELECT other.id, true AS by_number, false AS by_name, false AS by_phone
    FROM mine JOIN enterprises AS other ON other.registry_form = mine.registry_form
        AND other.id <> mine.id AND other.voided_at IS NULL
    UNION ALL
    SELECT other.id, false, true, false
    FROM mine JOIN enterprises AS other ON other.legal_name_form = mine.legal_name_form
        AND other.id <> mine.id AND other.voided_at IS NULL
    UNION ALL
    SELECT other.id, false, false, true
    FROM mine JOIN enterprises AS other ON other.phone = mine.phone
        AND other.id <> mine.id AND other.voided_at IS NULL
)
INSERT INTO doubles (first_id, second_id, same_registry_number, same_legal_name, same_phone, recorded_by)
SELECT least($1, id), greatest($1, id), bool_or(by_number), bool_or(by_name), bool_or(by_phone), $2
FROM found GROUP BY id ORDER BY id DESC LIMIT $3
ON CONFLICT (first_id, second_id) WHERE voided_at IS NULL DO NOTHING
RETURNING id
"""

MOST = 100
"""Others that are raised with one enterprise, at the most: the newest. So many state nothing that would tell them."""


async def look(write: Write, enterprise_id: int) -> None:
    """Raise every pair of an enterprise that was just recorded with one that states the same."""
    reader = await write.reader()
    await reader.fetch(_IN_TURN, enterprise_id)
    raised = await reader.fetch(_RAISE, enterprise_id, write.caller, MOST)
    write.trail_each("double.raised", [row["id"] for row in raised], enterprise=enterprise_id)
