"""What callers state about merges, and are told; of those too that another person has to confirm."""

from datetime import datetime
from typing import Annotated

from services.beneficiary.evidence.views import OF_PEOPLE, ConflictView
from services.beneficiary.identities.views import MERGES, PROPOSALS, Ground, MergeReason, Risk, Verdict
from services.beneficiary.people.numbers import RegistrationNumber
from shared.classification import classified
from shared.drafts import Draft
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

_MERGE = {"absorbed": "4821-7730-5142", "survivor": "7302-5518-4606", "reason": "same_document"}
_PROPOSED = {**_MERGE, "reason": "said_so", "risks": ["names_alone", "other_birth"]}


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
@example(id=6, **_MERGE, risks=[], proposal_id=None, proposed_by=None, **RECORDED)
class MergeView(FactView):
    """A merge of two registrations, by their own numbers; voided, where it was undone.

    One with `risks` was proposed by somebody, and recorded when another person confirmed it.
    """

    id: int | None = None
    absorbed: str | None = None
    survivor: str | None = None
    reason: MergeReason | None = None
    risks: list[Risk] | None = None
    proposal_id: int | None = None
    proposed_by: str | None = None


@classified(MERGES)
class ShownMergeView(MergeView):
    """A merge with what the registrations of the person contradict each other in; nothing once it was undone."""

    conflicts: Annotated[list[ConflictView] | None, OF_PEOPLE] = None


@classified(PROPOSALS)
@example(id=4, **_PROPOSED, verdict=None, ground=None, ruled_by=None, ruled_at=None, merge_id=None, **RECORDED)
class ProposalView(FactView):
    """A merge that takes two people, why it does, and what another person said of it: null as long as nobody has.

    `merge_id` is the merge that was made of it, once it was confirmed.
    """

    id: int | None = None
    absorbed: str | None = None
    survivor: str | None = None
    reason: MergeReason | None = None
    risks: list[Risk] | None = None
    verdict: Verdict | None = None
    ground: Ground | None = None
    ruled_by: str | None = None
    ruled_at: datetime | None = None
    merge_id: int | None = None
