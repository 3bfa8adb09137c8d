"""Settings to application: the grants service alone."""

from pathlib import Path

from fastapi import FastAPI
from pydantic_settings import SettingsConfigDict

from services.grants.assisting.assessments.routes import router as assessments
from services.grants.assisting.assistances.routes import router as assistances
from services.grants.assisting.courses.routes import router as courses
from services.grants.assisting.deliveries.routes import router as deliveries
from services.grants.assisting.followups.routes import router as followups
from services.grants.assisting.periods.routes import routers as periods
from services.grants.assisting.phases.routes import router as phases
from services.grants.assisting.placements.routes import router as placements
from services.grants.assisting.provisions.routes import router as provisions
from services.grants.assisting.selections.routes import routers as selections
from services.grants.assisting.validations.routes import router as validations
from services.grants.assisting.workdays.routes import routers as workdays
from services.grants.assisting.workers.routes import router as workers
from services.grants.assisting.works.routes import router as works
from services.grants.funding.funds.routes import router as funds
from services.grants.funding.projects.routes import router as projects
from services.grants.funding.rates.routes import router as rates
from services.grants.granting.applications.routes import routers as applications
from services.grants.granting.awards.routes import router as awards
from services.grants.granting.calls.routes import router as calls
from services.grants.granting.contracts.routes import routers as contracts
from services.grants.granting.doubles.routes import router as doubles
from services.grants.granting.employments.routes import router as employments
from services.grants.granting.enterprises.routes import router as enterprises
from services.grants.granting.files.routes import router as files
from services.grants.granting.files.store import StoreSettings, opened
from services.grants.granting.milestones.routes import router as milestones
from services.grants.granting.owners.routes import router as owners
from services.grants.granting.sittings.routes import router as sittings
from services.grants.granting.verifications.routes import router as verifications
from services.grants.granting.visits.routes import router as visits
from services.grants.paying.batches import sending
from services.grants.paying.batches.routes import routers as batches
from services.grants.paying.orders.routes import router as orders
from services.grants.paying.parties.routes import router as parties
from services.grants.paying.payments.routes import routers as payments
from services.grants.paying.recoveries.routes import router as recoveries
from services.grants.paying.refunds.routes import router as refunds
from services.grants.paying.reports import taking
from services.grants.paying.reports.routes import router as reports
from services.grants.paying.settlements.routes import routers as settlements
from services.grants.telling.areas.routes import router as areas
from services.grants.telling.cohorts.routes import router as cohorts
from services.grants.telling.findings.routes import routers as findings
from services.grants.telling.given.routes import router as given
from services.grants.telling.portfolio.routes import router as portfolio
from services.grants.telling.results.routes import router as results
from services.grants.telling.statements.routes import router as statements
from services.grants.telling.timelines.routes import routers as timelines
from shared.callers import Service
from shared.cohorts.routes import ROOMY
from shared.edge import FOR_A_FILE, FOR_IDS
from shared.service import ServiceSettings, create_service

PACKAGE = Path(__file__).parent
_FOR_FILES = ("/files", "/deliveries/{id}/files", "/batches/{id}/files", "/reports")
FOR_MERGES = ("/support", "/support/quarters")
"""Paths that are told who was merged with whom in the whole register."""


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
        roomy={**dict.fromkeys(_FOR_FILES, FOR_A_FILE), **dict.fromkeys(FOR_MERGES, FOR_IDS), **ROOMY},
    )
    app.state.files = files_kept
    return app
