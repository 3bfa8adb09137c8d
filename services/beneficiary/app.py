"""Settings to application: the beneficiary service alone."""

from fastapi import FastAPI
from pydantic_settings import SettingsConfigDict

from services.beneficiary.activities.routes import routers as activities
from services.beneficiary.displacements.routes import router as displacements
from services.beneficiary.households.routes import routers as households
from services.beneficiary.people.routes import routers as people
from services.beneficiary.subjects.routes import router as subjects
from shared.callers import Service
from shared.service import ServiceSettings, create_service


class Settings(ServiceSettings):
    """Read from BENEFICIARY_DATABASE_URL and BENEFICIARY_MANDATE_KEY."""

    model_config = SettingsConfigDict(env_prefix="BENEFICIARY_")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The beneficiary service, told its settings or reading them from the environment."""
    return create_service(
        Service.BENEFICIARY,
        "Nexus beneficiary service",
        settings or Settings(),
        [*people, *households, displacements, *activities, subjects],
    )
