"""What the gateway puts together with what the other services know."""

from services.grants.granting.employments.views import CONSENT
from services.grants.telling.timelines.kinds import IN_AN_AREA, OF_A_PERSON
from services.grants.telling.timelines.views import GrantsHappening
from shared.timelines.routes import of_areas, of_people
from shared.timelines.views import EntriesView

routers = [
    of_people(OF_A_PERSON, EntriesView[GrantsHappening], CONSENT),
    of_areas(IN_AN_AREA, EntriesView[GrantsHappening]),
]
