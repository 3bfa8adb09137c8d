"""Settings to application: the forums service alone."""

from pathlib import Path

from fastapi import FastAPI
from pydantic_settings import SettingsConfigDict

from services.forums.actions.routes import router as actions
from services.forums.answers.routes import router as answers
from services.forums.areas.routes import router as areas
from services.forums.cohorts.routes import router as cohorts
from services.forums.concerns.routes import router as concerns
from services.forums.elections.routes import router as elections
from services.forums.forums.routes import router as forums
from services.forums.guard import reading as guard
from services.forums.indicators.routes import router as indicators
from services.forums.meetings.routes import router as meetings
from services.forums.members.routes import routers as members
from services.forums.minutes.routes import router as minutes
from services.forums.namings.routes import routers as namings
from services.forums.perception.routes import router as perception
from services.forums.plans.routes import router as plans
from services.forums.policing.routes import router as policing
from services.forums.questions.routes import router as questions
from services.forums.referrals.routes import router as referrals
from services.forums.results.routes import router as results
from services.forums.safeguards.routes import router as safeguards
from services.forums.seats.routes import router as seats
from services.forums.terms.routes import router as terms
from services.forums.timelines.routes import routers as timelines
from services.forums.trainings.routes import router as trainings
from services.forums.waves.routes import router as waves
from shared.callers import Service
from shared.cohorts.routes import ROOMY
from shared.service import ServiceSettings, create_service

PACKAGE = Path(__file__).parent


class Settings(ServiceSettings):
    """Read from FORUMS_DATABASE_URL and FORUMS_MANDATE_KEY."""

    model_config = SettingsConfigDict(env_prefix="FORUMS_")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The forums service, told its settings or reading them from the environment."""
    guard.ready()
    routers = [
        forums,
        *members,
        *namings,
        seats,
        *timelines,
        terms,
        elections,
        meetings,
        minutes,
        concerns,
        safeguards,
        plans,
        actions,
        referrals,
        *(questions, waves, answers, perception),
        trainings,
        indicators,
        results,
        *(areas, cohorts),
        policing,
    ]
    return create_service(Service.FORUMS, "Nexus forums service", settings or Settings(), routers, PACKAGE, roomy=ROOMY)
