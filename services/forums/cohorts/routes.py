"""What the gateway asks this service about cohorts."""

from services.forums.cohorts.criteria import DECLARED
from services.forums.cohorts.views import ForumsCriterion
from shared.cohorts import routes
from shared.cohorts.views import DeclaredView

router = routes.router(DECLARED, DeclaredView[ForumsCriterion, str])
