"""What is handed to protection, and what protection is told. Whoever hands it over is told that it was received."""

from datetime import date
from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, RECORD_KEEPING, SEVERE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, Text
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView, View


@listed_as("safeguard-kind")
class SafeguardKind(StrEnum):
    """What somebody has to be kept safe from."""

    GENDER_BASED_VIOLENCE = "gbv"
    EXPLOITATION = "exploitation"
    NAMED_THREAT = "named_threat"


SAFEGUARDS = Dataset(
    DatasetName.SAFEGUARDS,
    {
        "received": LOW,
        "id": HIGH,
        "forum_id": SEVERE,
        "kind": SEVERE,
        "place": SEVERE,
        "raised_on": SEVERE,
        "text": SEVERE,
        **dict.fromkeys(RECORD_KEEPING, SEVERE),
    },
)

_SAFEGUARD = {"forum_id": 5, "kind": "gbv", "place": "IQG15Q08", "raised_on": "2019-11-05"}


@classified(SAFEGUARDS)
@example(**_SAFEGUARD, text="Women say that the road to the well is not safe.")
class SafeguardDraft(Draft):
    """What was heard in a forum. No case is described here: protection asks whoever has heard it."""

    forum_id: Identifier
    kind: SafeguardKind
    place: Pcode
    raised_on: Day
    text: Text | None = None


class SafeguardsAsked(Asked):
    """What is asked of the list: of all."""


@classified(SAFEGUARDS)
@example(received=True)
class ReceivedView(View):
    """That protection has it. No number is told: it would count them."""

    received: bool | None = None


@classified(SAFEGUARDS)
@example(id=3, **_SAFEGUARD, text="Women say that the road to the well is not safe.", **RECORDED)
class SafeguardView(FactView):
    """What was heard in a forum."""

    id: int | None = None
    forum_id: int | None = None
    kind: SafeguardKind | None = None
    place: str | None = None
    raised_on: date | None = None
    text: str | None = None
