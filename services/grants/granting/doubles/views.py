"""What callers are told of enterprises that may be one, and say of them."""

from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View


@listed_as("double-outcome")
class DoubleOutcome(StrEnum):
    """What an officer found out: they are two enterprises, or one that was recorded twice."""

    TWO_ENTERPRISES = "two_enterprises"
    ONE_ENTERPRISE = "one_enterprise"


DOUBLES = Dataset(
    DatasetName.DOUBLES,
    {
        "id": LOW,
        "double_id": LOW,
        "first_id": LOW,
        "second_id": LOW,
        "enterprise_id": LOW,
        "same_registry_number": MODERATE,
        "same_legal_name": MODERATE,
        "same_phone": MODERATE,
        "outcome": MODERATE,
        **RECORD_KEEPING,
    },
)

_SAME = {"same_registry_number": False, "same_legal_name": True, "same_phone": True}


class DoublesAsked(Asked):
    """What is asked of the list of enterprises that may be one: all of it."""


@classified(DOUBLES)
@example(id=3, first_id=9, second_id=41, **_SAME, outcome=None, **RECORDED)
class DoubleView(FactView):
    """Two enterprises by their numbers, the older one first, and what both of them state; `outcome` is what an officer
    said of it."""

    id: int | None = None
    first_id: int | None = None
    second_id: int | None = None
    same_registry_number: bool | None = None
    same_legal_name: bool | None = None
    same_phone: bool | None = None
    outcome: DoubleOutcome | None = None


@classified(DOUBLES)
@example(id=3, enterprise_id=9, **_SAME)
class PossibleDoubleView(View):
    """Another enterprise that may be the one that was recorded, `enterprise_id`, and what both of them state; `id` is
    the number under which somebody says whether they are."""

    id: int | None = None
    enterprise_id: int | None = None
    same_registry_number: bool | None = None
    same_legal_name: bool | None = None
    same_phone: bool | None = None


@classified(DOUBLES)
@example(outcome="two_enterprises")
class SettlingDoubleDraft(Draft):
    """What was found out."""

    outcome: DoubleOutcome
