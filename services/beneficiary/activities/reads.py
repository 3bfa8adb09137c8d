"""Activities within a mandate."""

from services.beneficiary.activities.mhpss import NOT_RECOMMENDED
from services.beneficiary.activities.tables import Activity
from services.beneficiary.activities.views import ACTIVITIES, ActivityView
from shared.facts import Source

ACTIVITY = Source(
    "activity",
    ACTIVITIES,
    Activity,
    ActivityView,
    place="fact.place",
    project="fact.project",
    columns={"not_recommended": f"coalesce(fact.mhpss_code = '{NOT_RECOMMENDED}', false)"},
)
