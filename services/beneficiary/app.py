"""Settings to application: the beneficiary service alone."""

from pathlib import Path
from typing import Annotated

from annotated_types import Len
from fastapi import FastAPI
from pydantic import Field, SecretBytes
from pydantic_settings import SettingsConfigDict

from services.beneficiary.activities.routes import router as activities
from services.beneficiary.areas.routes import router as areas
from services.beneficiary.attendances.routes import router as attendances
from services.beneficiary.caseloads.routes import router as caseloads
from services.beneficiary.certificates.routes import router as certificates
from services.beneficiary.cohorts.routes import router as cohorts
from services.beneficiary.consents.routes import routers as consents
from services.beneficiary.displacements.routes import routers as displacements
from services.beneficiary.documents.routes import routers as documents
from services.beneficiary.duplicates.routes import routers as duplicates
from services.beneficiary.enrolments.routes import router as enrolments
from services.beneficiary.functioning.routes import routers as functioning
from services.beneficiary.households.routes import routers as households
from services.beneficiary.identities.routes import router as identities
from services.beneficiary.linkage.engines import MEMORY, Engine
from services.beneficiary.linkage.job import link_register
from services.beneficiary.lookups.routes import router as lookups
from services.beneficiary.merges.routes import router as merges
from services.beneficiary.notices.routes import router as notices
from services.beneficiary.people.routes import routers as people
from services.beneficiary.phones.routes import routers as phones
from services.beneficiary.proposals.routes import router as proposals
from services.beneficiary.reach.routes import router as reach
from services.beneficiary.records.routes import router as records
from services.beneficiary.registrations.routes import router as registrations
from services.beneficiary.search.routes import router as search
from services.beneficiary.sessions.routes import router as sessions
from services.beneficiary.sheets.routes import router as sheets
from services.beneficiary.subjects.routes import router as subjects
from services.beneficiary.timelines.routes import routers as timelines
from shared.callers import Service
from shared.cohorts.routes import ROOMY
from shared.service import ServiceSettings, create_service

PACKAGE = Path(__file__).parent


class Settings(ServiceSettings):
    """Read from BENEFICIARY_DATABASE_URL, BENEFICIARY_MANDATE_KEY and BENEFICIARY_DOCUMENT_KEY."""

    model_config = SettingsConfigDict(env_prefix="BENEFICIARY_")

    document_key: Annotated[SecretBytes, Len(32)]
    """What document numbers are indexed under; at least 32 bytes, and never changed while documents are kept."""
    linkage_engine: Engine = Engine.DUCKDB
    linkage_memory: Annotated[str, Field(pattern=r"^[0-9]+(MB|GB)$")] = MEMORY
    """What linkage keeps in memory at the most, of what it compares."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The beneficiary service, told its settings or reading them from the environment."""
    settings = settings or Settings()
    app = create_service(
        Service.BENEFICIARY,
        "Nexus beneficiary service",
        settings,
        [
            registrations,
            *people,
            identities,
            merges,
            *documents,
            *phones,
            *duplicates,
            proposals,
            *functioning,
            notices,
            *consents,
            *households,
            *displacements,
            activities,
            sessions,
            enrolments,
            attendances,
            sheets,
            certificates,
            reach,
            areas,
            cohorts,
            records,
            search,
            caseloads,
            subjects,
            *timelines,
            lookups,
        ],
        PACKAGE,
        [link_register(settings.linkage_engine, settings.linkage_memory)],
        ROOMY,
    )
    app.state.document_key = settings.document_key.get_secret_value()
    return app
