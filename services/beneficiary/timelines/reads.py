"""The part of somebody's timeline that the register knows: who they are, and what happened to them."""

from datetime import datetime

from services.beneficiary.people.reads import who
from services.beneficiary.timelines.kinds import OF_A_PERSON
from services.beneficiary.timelines.views import OfPersonDraft
from shared.callers import DatasetName
from shared.database import Reader
from shared.errors import NotFound
from shared.facts import Found
from shared.mandate import Mandate
from shared.timelines.reads import Asked, entries
from shared.timelines.views import EntriesView

_WHO = f"{who('$2', '$3')} AND named.recorded_at <= $2"


async def of_person(reader: Reader, draft: OfPersonDraft, as_of: datetime, mandate: Mandate) -> Found[EntriesView[str]]:
    """A page of what happened to whoever the number stood for at the moment, under any number that was theirs; and by
    all these ids whom telling it discloses. Not found as well who was not registered yet."""
    mandate.scope(DatasetName.PEOPLE)
    row = await reader.fetchrow(_WHO, draft.person, as_of, mandate.area_patterns)
    if row is None:
        raise NotFound("not-found", "There is nothing here.")
    asked = Asked(row["cluster"], as_of, draft)
    return await entries(reader, OF_A_PERSON, asked, mandate, people=tuple(row["cluster"]))
