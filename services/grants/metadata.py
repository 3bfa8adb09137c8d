"""All tables of this service, gathered."""

from services.grants.applications import tables as applications
from services.grants.assessments import tables as assessments
from services.grants.assistances import tables as assistances
from services.grants.awards import tables as awards
from services.grants.batches import tables as batches
from services.grants.calls import tables as calls
from services.grants.contracts import tables as contracts
from services.grants.courses import tables as courses
from services.grants.deliveries import tables as deliveries
from services.grants.doubles import tables as doubles
from services.grants.employments import tables as employments
from services.grants.enterprises import tables as enterprises
from services.grants.files import tables as files
from services.grants.findings import tables as findings
from services.grants.followups import tables as followups
from services.grants.funds import tables as funds
from services.grants.ledger import tables as ledger
from services.grants.milestones import tables as milestones
from services.grants.orders import tables as orders
from services.grants.owners import tables as owners
from services.grants.parties import tables as parties
from services.grants.payments import tables as payments
from services.grants.periods import tables as periods
from services.grants.phases import tables as phases
from services.grants.placements import tables as placements
from services.grants.projects import tables as projects
from services.grants.provisions import tables as provisions
from services.grants.rates import tables as rates
from services.grants.recoveries import tables as recoveries
from services.grants.refunds import tables as refunds
from services.grants.reports import tables as reports
from services.grants.selections import tables as selections
from services.grants.settlements import tables as settlements
from services.grants.sittings import tables as sittings
from services.grants.tables import Table
from services.grants.validations import tables as validations
from services.grants.verifications import tables as verifications
from services.grants.visits import tables as visits
from services.grants.workdays import tables as workdays
from services.grants.workers import tables as workers
from services.grants.works import tables as works

ROOMS = (
    *(projects, funds, phases, calls),
    *(enterprises, owners, verifications, doubles, files),
    *(applications, sittings),
    *(assessments, selections, validations),
    *(awards, contracts, milestones),
    *(visits, employments),
    *(provisions, deliveries),
    *(placements, courses, followups),
    *(works, workers, workdays, periods),
    *(assistances, findings, orders, parties, batches, settlements, reports, payments, ledger, rates),
    *(recoveries, refunds),
)
metadata = Table.metadata
