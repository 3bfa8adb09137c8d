"""Enterprises that may be one, within a mandate: told to whoever may see both."""

from services.grants.granting.doubles.tables import Double
from services.grants.granting.doubles.views import DOUBLES, DoubleView, PossibleDoubleView
from shared.database import Reader
from shared.facts import AREAS, Source
from shared.mandate import Mandate

_JOINED = "LEFT JOIN double_settlements AS settlement ON settlement.double_id = fact.id"

DOUBLE = Source(
    "double",
    DOUBLES,
    Double,
    DoubleView,
    joins=(
        "JOIN enterprises AS first ON first.id = fact.first_id JOIN enterprises AS second ON second.id = fact.second_id"
        f" {_JOINED}"
    ),
    place="first.place",
    only=f"second.place LIKE ANY ({AREAS})",
    listed="first.voided_at IS NULL AND second.voided_at IS NULL AND settlement.double_id IS NULL",
    columns={"outcome": "settlement.outcome"},
)
"""On the list stand those that nobody has settled, of enterprises that both stand."""

_POSSIBLE = f"""
SELECT fact.id, other.id AS enterprise_id, fact.same_registry_number, fact.same_legal_name, fact.same_phone
FROM doubles AS fact
JOIN enterprises AS other ON other.id = fact.first_id + fact.second_id - $1 AND other.voided_at IS NULL
{_JOINED}
WHERE (fact.first_id = $1 OR fact.second_id = $1) AND fact.voided_at IS NULL AND settlement.double_id IS NULL
    AND other.place LIKE ANY ($2)
ORDER BY fact.id DESC
"""  # noqa: S608 - no value in it


async def possible(reader: Reader, enterprise_id: int, mandate: Mandate) -> list[PossibleDoubleView] | None:
    """Which others may be this enterprise, as far as the caller may see them; nothing if the mandate opens none of it.

    Only those that nobody has settled yet.
    """
    scope = mandate.datasets.get(DOUBLES.name)
    fields = () if scope is None else DOUBLES.readable(scope, tuple(PossibleDoubleView.model_fields))
    if not fields:
        return None
    rows = await reader.fetch(_POSSIBLE, enterprise_id, mandate.area_patterns)
    return [PossibleDoubleView.model_validate({name: row[name] for name in fields}) for row in rows]
