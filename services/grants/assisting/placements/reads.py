"""Placements within a mandate: they lie where the assistance does, and under its project."""

from services.grants.assisting.placements.tables import Placement
from services.grants.assisting.placements.views import PLACEMENTS, PlacementView
from shared.facts import Source

PLACEMENT = Source(
    "placement",
    PLACEMENTS,
    Placement,
    PlacementView,
    joins=(
        "JOIN assistances AS assistance ON assistance.id = fact.assistance_id"
        " LEFT JOIN placement_ends AS ending ON ending.placement_id = fact.id"
    ),
    place="assistance.place",
    project="assistance.project",
    person="assistance.person_id",
    columns={
        "project": "assistance.project",
        "place": "assistance.place",
        "currency": "assistance.currency",
        "ended": "(ending.placement_id IS NOT NULL)",
        "ended_on": "ending.ended_on",
        "retained": "ending.retained",
    },
)
