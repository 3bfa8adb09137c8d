"""The part of somebody's timeline that the register knows: who they are, to what they consent, and what happened to
them."""

from datetime import datetime

from services.beneficiary.people.reads import who
from services.beneficiary.subjects.reads import agreed
from services.beneficiary.subjects.views import AgreedView
from services.beneficiary.timelines.kinds import OF_A_PERSON
from services.beneficiary.timelines.views import OfPersonDraft, OfPersonView
from shared.callers import DatasetName
from shared.database import Reader
from shared.errors import nothing_here
from shared.facts import Found
from shared.mandate import Mandate
from shared.timelines.reads import Asked, entries

_WHO = f"""
WITH who AS ({who("$2", "$3")} AND named.recorded_at <= $2)
SELECT cluster, {agreed("$4", "$5")} AS subject FROM who
"""  # noqa: S608 - no value in it


async def of_person(reader: Reader, draft: OfPersonDraft, as_of: datetime, mandate: Mandate) -> Found[OfPersonView]:
    """A page of what happened to whoever the number stood for at the moment, under any number that was theirs, with
    what they consent to now; and by all these ids whom telling it discloses. Not found as well who was not registered
    yet."""
    mandate.scope(DatasetName.PEOPLE)
    row = await reader.fetchrow(_WHO, draft.person, as_of, mandate.area_patterns, draft.purposes, mandate.caller_class)
    if row is None:
        raise nothing_here()
    asked = Asked(row["cluster"], as_of, draft)
    kinds = OF_A_PERSON if draft.limit else ()
    found = await entries(reader, kinds, asked, mandate, people=tuple(row["cluster"]))
    subject = None if row["subject"] is None else AgreedView.model_validate_json(row["subject"])
    return Found(OfPersonView(**dict(found.view), subject=subject), found.disclosed)
