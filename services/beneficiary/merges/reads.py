"""Merges within a mandate: told to whoever may see both registrations."""

from services.beneficiary.identities.tables import Merge
from services.beneficiary.identities.views import MERGES
from services.beneficiary.merges.views import MergeView
from shared.facts import AREAS, Source

MERGE = Source(
    "merge",
    MERGES,
    Merge,
    MergeView,
    joins=(
        "JOIN people AS absorbed ON absorbed.id = fact.absorbed_id"
        " JOIN particulars AS of_absorbed ON of_absorbed.person_id = absorbed.id AND of_absorbed.voided_at IS NULL"
        " JOIN people AS survivor ON survivor.id = fact.survivor_id"
        " JOIN particulars AS of_survivor ON of_survivor.person_id = survivor.id AND of_survivor.voided_at IS NULL"
    ),
    place="of_survivor.place",
    person="ARRAY[fact.absorbed_id, fact.survivor_id]",
    only=f"of_absorbed.place LIKE ANY ({AREAS})",
    columns={"absorbed": "absorbed.registration_number", "survivor": "survivor.registration_number"},
)
