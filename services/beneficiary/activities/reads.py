"""Activities within a mandate."""

from services.beneficiary.activities.mhpss import NOT_RECOMMENDED, SEVERE_LAYERS
from services.beneficiary.activities.tables import Activity
from services.beneficiary.activities.views import ACTIVITIES, ActivityView
from shared.facts import Source

SEVERE = f"activity.mhpss_layer IN {SEVERE_LAYERS}"
"""SQL: it is severe who takes part in the activity `activity`."""

ACTIVITY = Source(
    "activity",
    ACTIVITIES,
    Activity,
    ActivityView,
    place="fact.place",
    project="fact.project",
    columns={"not_recommended": f"coalesce(fact.mhpss_code = '{NOT_RECOMMENDED}', false)"},
)
