"""The sheet of a delivery as a page: what is handed over, to be signed by whom it is for and by who hands it over.

It has the number of the assistance and nobody's name: whoever signs writes that by hand.
"""

from datetime import date
from pathlib import Path

from services.grants.assisting.provisions.views import ProvisionView
from shared.paper.printing import Printed, printed, printing

_PRINTING = printing(Path(__file__).parent, {})


def number(provision: ProvisionView) -> str:
    """The number of a sheet, which is stated with the delivery that was signed on it."""
    return f"D-{provision.id}-{provision.version}"


def rendered(provision: ProvisionView, page: int, today: date) -> Printed:
    """The page of the next delivery; what is withheld of it stands on it nowhere."""
    told = provision.model_dump(exclude_unset=True, mode="json")
    return printed(
        _PRINTING, "sheet_of_delivery.html", told=told, number=number(provision), sheet_page=page, today=today
    )
