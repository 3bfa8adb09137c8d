"""Activities within a mandate."""

from services.beneficiary.activities.tables import Activity
from services.beneficiary.activities.views import ACTIVITIES, ActivityView
from shared.facts import Source

ACTIVITY = Source("activity", ACTIVITIES, Activity, ActivityView, place="fact.place", project="fact.project")
