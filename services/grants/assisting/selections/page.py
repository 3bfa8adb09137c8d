"""A list as a page, to be put to the community: in which order people stand on it, with room for what is said of each
and for the signatures of those who were there.

It has the number of each candidate and nobody's name, points or circumstances: whoever runs the session writes names
by hand.
"""

from datetime import date
from pathlib import Path

from services.grants.assisting.selections.views import CandidatesRankedView, Opinion, OpinionReason, SelectionView
from shared.paper.printing import Printed, printed, printing

ON_IT = ("id", "rank")
"""What the page tells of a candidate."""
_PRINTING = printing(Path(__file__).parent, {"opinions": list(Opinion), "reasons": list(OpinionReason)})


def rendered(selection: SelectionView, candidates: CandidatesRankedView, today: date) -> Printed:
    """The page of a closed list; what is withheld of it stands on it nowhere."""
    told = selection.model_dump(exclude_unset=True, mode="json")
    lines = [{name: getattr(each, name) for name in ON_IT} for each in candidates.items or ()]
    return printed(_PRINTING, "list_of_candidates.html", told=told, lines=lines, today=today)
