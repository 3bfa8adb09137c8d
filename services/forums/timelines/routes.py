"""What the gateway puts together with what the other services know."""

from services.forums.timelines.kinds import IN_AN_AREA, OF_A_PERSON
from services.forums.timelines.views import ForumsHappening
from shared.callers import Purpose
from shared.timelines.routes import of_areas, of_people
from shared.timelines.views import EntriesView

routers = [
    of_people(OF_A_PERSON, EntriesView[ForumsHappening], Purpose.COMMUNITY_POLICING),
    of_areas(IN_AN_AREA, EntriesView[ForumsHappening]),
]
