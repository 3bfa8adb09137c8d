"""Deliveries within a mandate: they lie where the assistance does, and under its project."""

from services.grants.assisting.deliveries.tables import Delivery
from services.grants.assisting.deliveries.views import DELIVERIES, DeliveryView
from shared.facts import Source

_LINES = """(
    SELECT json_agg(json_build_object(
        'number', line.number, 'item', line.item, 'unit', line.unit, 'quantity', handed.quantity
    ) ORDER BY line.number)
    FROM delivery_lines AS handed
    JOIN provision_lines AS line ON line.version_id = handed.version_id AND line.number = handed.number
    WHERE handed.delivery_id = fact.id
)"""

DELIVERY = Source(
    "delivery",
    DELIVERIES,
    Delivery,
    DeliveryView,
    joins=(
        "JOIN provisions AS provision ON provision.id = fact.provision_id"
        " JOIN provision_versions AS version ON version.id = fact.version_id"
        " JOIN assistances AS assistance ON assistance.id = provision.assistance_id"
        " LEFT JOIN delivery_returns AS back ON back.delivery_id = fact.id"
    ),
    place="assistance.place",
    project="assistance.project",
    person="assistance.person_id",
    columns={
        "assistance_id": "provision.assistance_id",
        "project": "assistance.project",
        "place": "assistance.place",
        "version": "version.version",
        "lines": _LINES,
        "returned_on": "back.returned_on",
        "return_reason": "back.return_reason",
    },
)
