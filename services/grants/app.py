"""Settings to application: the grants service alone."""

from pathlib import Path

from fastapi import FastAPI
from pydantic_settings import SettingsConfigDict

from services.grants.applications.routes import routers as applications
from services.grants.areas.routes import router as areas
from services.grants.assessments.routes import router as assessments
from services.grants.assistances.routes import router as assistances
from services.grants.awards.routes import router as awards
from services.grants.batches import sending
from services.grants.batches.routes import routers as batches
from services.grants.calls.routes import router as calls
from services.grants.cohorts.routes import router as cohorts
from services.grants.contracts.routes import routers as contracts
from services.grants.courses.routes import router as courses
from services.grants.deliveries.routes import router as deliveries
from services.grants.doubles.routes import router as doubles
from services.grants.employments.routes import router as employments
from services.grants.enterprises.routes import router as enterprises
from services.grants.files.routes import router as files
from services.grants.files.store import StoreSettings, opened
from services.grants.findings.routes import routers as findings
from services.grants.followups.routes import router as followups
from services.grants.funds.routes import router as funds
from services.grants.given.routes import router as given
from services.grants.milestones.routes import router as milestones
from services.grants.orders.routes import router as orders
from services.grants.owners.routes import router as owners
from services.grants.parties.routes import router as parties
from services.grants.payments.routes import routers as payments
from services.grants.periods.routes import routers as periods
from services.grants.phases.routes import router as phases
from services.grants.placements.routes import router as placements
from services.grants.portfolio.routes import router as portfolio
from services.grants.projects.routes import router as projects
from services.grants.provisions.routes import router as provisions
from services.grants.rates.routes import router as rates
from services.grants.recoveries.routes import router as recoveries
from services.grants.refunds.routes import router as refunds
from services.grants.reports import taking
from services.grants.reports.routes import router as reports
from services.grants.results.routes import router as results
from services.grants.selections.routes import routers as selections
from services.grants.settlements.routes import routers as settlements
from services.grants.sittings.routes import router as sittings
from services.grants.statements.routes import router as statements
from services.grants.timelines.routes import routers as timelines
from services.grants.validations.routes import router as validations
from services.grants.verifications.routes import router as verifications
from services.grants.visits.routes import router as visits
from services.grants.workdays.routes import routers as workdays
from services.grants.workers.routes import router as workers
from services.grants.works.routes import router as works
from shared.callers import Service
from shared.cohorts.routes import ROOMY
from shared.edge import FOR_A_FILE
from shared.service import ServiceSettings, create_service

PACKAGE = Path(__file__).parent


class Settings(StoreSettings, ServiceSettings):
    """Read from GRANTS_DATABASE_URL and GRANTS_MANDATE_KEY, and of the store of files from GRANTS_FILES_..."""

    model_config = SettingsConfigDict(env_prefix="GRANTS_")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The grants service, told its settings or reading them from the environment."""
    settings = settings or Settings()
    files_kept = opened(settings)
    app = create_service(
        Service.GRANTS,
        "Nexus grants service",
        settings,
        [
            *(projects, funds, phases, calls),
            *(enterprises, owners, verifications, doubles, files),
            *(*applications, portfolio, sittings),
            *(assessments, *selections, validations),
            *(awards, *contracts, milestones),
            *(orders, parties, *batches, *payments, *settlements, reports, recoveries, refunds, rates, statements),
            *(visits, employments),
            *(provisions, deliveries),
            *(placements, courses, followups),
            *(works, workers, *workdays, *periods),
            *(assistances, *findings, given, results, areas, *timelines, cohorts),
        ],
        PACKAGE,
        jobs=[sending.by_job(files_kept), taking.by_job(files_kept)],
        roomy={**dict.fromkeys(("/files", "/reports"), FOR_A_FILE), **ROOMY},
    )
    app.state.files = files_kept
    return app
