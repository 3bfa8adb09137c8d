"""An agreement as it is read to be printed, before it is a page."""

from dataclasses import dataclass

from gateway.access.agreements.judging import Standing
from gateway.access.agreements.views import AgreementView


@dataclass(frozen=True)
class Paper:
    """An agreement as it is to be printed: as it stands, as whoever asks may read it, and the partner's full name."""

    standing: Standing
    view: AgreementView
    partner: str
