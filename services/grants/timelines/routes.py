"""What the gateway puts together with what the other services know."""

from services.grants.employments.views import CONSENT
from services.grants.timelines.kinds import IN_AN_AREA, OF_A_PERSON
from services.grants.timelines.views import GrantsHappening
from shared.timelines.routes import of_areas, of_people
from shared.timelines.views import EntriesView

routers = [
    of_people(OF_A_PERSON, EntriesView[GrantsHappening], CONSENT),
    of_areas(IN_AN_AREA, EntriesView[GrantsHappening]),
]
