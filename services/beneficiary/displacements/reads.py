"""Displacement within a mandate: it lies where the household or the person lives."""

from services.beneficiary.displacements.tables import Displacement
from services.beneficiary.displacements.views import DISPLACEMENTS, DisplacementView
from shared.facts import Source

DISPLACEMENT = Source(
    "displacement",
    DISPLACEMENTS,
    Displacement,
    DisplacementView,
    joins=(
        "LEFT JOIN households AS home ON home.id = fact.household_id"
        " LEFT JOIN people AS person ON person.id = fact.person_id"
        " LEFT JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
    ),
    place="coalesce(home.place, stated.place)",
    apart=("home.place", "stated.place"),
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)
