"""What is asked of a caseload, and what is told of each person on it."""

from datetime import datetime
from enum import StrEnum

from services.beneficiary.people.views import PEOPLE, PersonView
from shared.classification import MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.pages import Asked, Flag
from shared.places import Pcode


@listed_as("caseload-view")
class CaseloadView(StrEnum):
    """Who is on a caseload: those of an area, those whom the caller registered or corrected last, those of whom
    something changed lately, or those of whom something is not known."""

    AREA = "area"
    MINE = "mine"
    CHANGED = "changed"
    INCOMPLETE = "incomplete"


@listed_as("gap")
class Gap(StrEnum):
    """What is not known of a person. That somebody has no document is no gap: it is nobody's task."""

    BIRTH = "birth"
    FATHER = "father"
    GRANDFATHER = "grandfather"
    HOUSEHOLD = "household"
    CONSENT = "consent"
    FUNCTIONING = "functioning"


CASES = Dataset(PEOPLE.name, {**PEOPLE.levels, "missing": MODERATE, "changed_at": MODERATE})


class CaseloadAsked(Asked):
    """Which caseload is asked for; `mine` leaves of any of them those whom the caller registered or corrected last."""

    view: CaseloadView = CaseloadView.AREA
    mine: Flag = False
    place: Pcode | None = None


@classified(CASES)
class CaseView(PersonView):
    """A person on a caseload. `missing` is what is not known, of what the caller may see; `changed_at` when something
    of that was recorded or voided last."""

    missing: list[Gap] | None = None
    changed_at: datetime | None = None
