"""Who sits in a seat, within a mandate: for the gateway, that asks whether they still consent."""

from services.forums.members.reads import MEMBER
from services.forums.namings.views import NAMINGS, NamedView
from shared.database import Reader
from shared.errors import nothing_here
from shared.facts import require_reached
from shared.mandate import Mandate

_NAMED = """
SELECT naming.person_id FROM namings AS naming
JOIN members AS member ON member.id = naming.member_id AND member.voided_at IS NULL
WHERE naming.member_id = $1 AND naming.voided_at IS NULL
"""


async def named(reader: Reader, member_id: int, mandate: Mandate) -> NamedView:
    """Who was recorded to sit in a seat; a seat out of reach and one in which nobody is named are the same answer."""
    fields = NAMINGS.readable(mandate.scope(NAMINGS.name), tuple(NamedView.model_fields))
    await require_reached(reader, MEMBER, member_id, mandate)
    person_id = await reader.fetchval(_NAMED, member_id)
    if person_id is None:
        raise nothing_here()
    return NamedView.model_validate(dict.fromkeys(fields, person_id))
