"""What callers state about merges, and are told."""

from services.beneficiary.identities.views import MERGES, MergeReason
from services.beneficiary.people.numbers import RegistrationNumber
from shared.classification import classified
from shared.drafts import Draft
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

_MERGE = {"absorbed": "4821-7730-5142", "survivor": "7302-5518-4606", "reason": "same_document"}


@classified(MERGES)
@example(**_MERGE)
class MergeDraft(Draft):
    """That the registration `absorbed` is the same person as `survivor`, under whose number the person goes on."""

    absorbed: RegistrationNumber
    survivor: RegistrationNumber
    reason: MergeReason


class MergesAsked(Asked):
    """What is asked of the list of merges."""


@classified(MERGES)
@example(id=6, **_MERGE, **RECORDED)
class MergeView(FactView):
    """A merge of two registrations, by their own numbers; voided, where it was undone."""

    id: int | None = None
    absorbed: str | None = None
    survivor: str | None = None
    reason: MergeReason | None = None
