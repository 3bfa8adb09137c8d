"""What the gateway asks of the seats in which people are named, and is told."""

from typing import Annotated

from pydantic import Field

from services.forums.members.views import MemberView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, Identifier
from shared.examples import example
from shared.mandate import MOST_SUBJECTS
from shared.views import View

SEATS = Dataset(DatasetName.MEMBERS, {"people": MODERATE, "seats": MODERATE, "more": LOW})


@classified(SEATS)
@example(people=[4, 17])
class SeatsDraft(Draft):
    """One person, by all ids that are theirs."""

    people: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_SUBJECTS)]


@classified(SEATS)
class HeldView(View):
    """The seats in which a person is named, the latest first, in the areas and projects of the mandate. None of anybody
    whom the mandate does not name as somebody who consents to be named. `more` names them if there are more."""

    seats: list[MemberView]
    more: list[str]
