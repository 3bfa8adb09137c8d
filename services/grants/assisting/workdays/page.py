"""The foreman's sheet of a day as a page: the numbers of those who have a place at a site, who sign beside it.

Nobody's name is on it: each worker has a card with their number.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from services.grants.assisting.works.views import WorkView
from shared.paper.printing import Printed, printed, printing

_PRINTING = printing(Path(__file__).parent, {})


def rendered(work: WorkView, workers: Sequence[int], day: date, today: date) -> Printed:
    """The page of a day; what is withheld of the site stands on it nowhere."""
    told = work.model_dump(exclude_unset=True, mode="json")
    signed = {"number": f"W-{work.id}-{day:%Y%m%d}", "workers": workers, "day": day}
    return printed(_PRINTING, "sheet_of_work.html", told=told, today=today, **signed)
