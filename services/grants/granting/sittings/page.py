"""The minutes of a sitting as a page, for the members to read and to sign."""

from datetime import date
from pathlib import Path

from services.grants.granting.sittings.views import MinutesView
from shared.paper.printing import Printed, printed, printing

_PRINTING = printing(Path(__file__).parent, {})


def rendered(minutes: MinutesView, today: date) -> Printed:
    """The page of these minutes; what is withheld of them stands on it nowhere."""
    return printed(_PRINTING, "minutes.html", told=minutes.model_dump(exclude_unset=True, mode="json"), today=today)
