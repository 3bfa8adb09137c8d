"""What is asked of proposals, said of them, and told with the evidence."""

from typing import Annotated

from services.beneficiary.evidence.views import OF_PEOPLE, FieldEvidenceView, SharedView
from services.beneficiary.identities.views import PROPOSALS, Ground
from services.beneficiary.merges.views import ProposalView
from services.beneficiary.people.views import ParticularsView
from shared.classification import classified
from shared.drafts import Draft
from shared.examples import example
from shared.pages import AskedForOthers


class ProposalsAsked(AskedForOthers):
    """What is asked of the list of proposals; `others` leaves those that somebody else made than the caller."""


@classified(PROPOSALS)
@example(ground="asked")
class RulingDraft(Draft):
    """By what it was decided."""

    ground: Ground


@classified(PROPOSALS)
class ComparedProposalView(ProposalView):
    """The two registrations side by side, each as it was stated, and what speaks for and against their being one."""

    people: Annotated[list[ParticularsView] | None, OF_PEOPLE] = None
    differing: list[str] | None = None
    evidence: Annotated[list[FieldEvidenceView] | None, OF_PEOPLE] = None
    shared: Annotated[SharedView | None, OF_PEOPLE] = None
