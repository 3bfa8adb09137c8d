"""Why something ends, as it is stated and told."""

from enum import StrEnum

from shared.codes import listed_as
from shared.drafts import Draft
from shared.examples import example
from shared.views import RecordView


@listed_as("end-reason")
class EndReason(StrEnum):
    """Why a partner, a credential or an agreement holds no longer."""

    ENTERED_IN_ERROR = "entered_in_error"
    ENDED = "ended"
    COMPROMISED = "compromised"
    REPLACED = "replaced"


@example(reason="ended")
class Ending(Draft):
    """Why a partner, a credential or an agreement is ended."""

    reason: EndReason


class EndableView(RecordView):
    """What may end, with when and why it did."""

    void_reason: EndReason | None = None
