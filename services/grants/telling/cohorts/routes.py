"""What the gateway asks this service about cohorts."""

from services.grants.telling.cohorts.criteria import DECLARED
from services.grants.telling.cohorts.views import GrantsCriterion
from shared.cohorts import routes
from shared.cohorts.views import DeclaredView

router = routes.router(DECLARED, DeclaredView[GrantsCriterion, str])
