"""All tables of this service, gathered."""

from services.grants.assisting.assessments import tables as assessments
from services.grants.assisting.assistances import tables as assistances
from services.grants.assisting.courses import tables as courses
from services.grants.assisting.deliveries import tables as deliveries
from services.grants.assisting.followups import tables as followups
from services.grants.assisting.periods import tables as periods
from services.grants.assisting.phases import tables as phases
from services.grants.assisting.placements import tables as placements
from services.grants.assisting.provisions import tables as provisions
from services.grants.assisting.selections import tables as selections
from services.grants.assisting.validations import tables as validations
from services.grants.assisting.workdays import tables as workdays
from services.grants.assisting.workers import tables as workers
from services.grants.assisting.works import tables as works
from services.grants.funding.funds import tables as funds
from services.grants.funding.ledger import tables as ledger
from services.grants.funding.projects import tables as projects
from services.grants.funding.rates import tables as rates
from services.grants.granting.applications import tables as applications
from services.grants.granting.awards import tables as awards
from services.grants.granting.calls import tables as calls
from services.grants.granting.contracts import tables as contracts
from services.grants.granting.doubles import tables as doubles
from services.grants.granting.employments import tables as employments
from services.grants.granting.enterprises import tables as enterprises
from services.grants.granting.files import tables as files
from services.grants.granting.milestones import tables as milestones
from services.grants.granting.owners import tables as owners
from services.grants.granting.sittings import tables as sittings
from services.grants.granting.verifications import tables as verifications
from services.grants.granting.visits import tables as visits
from services.grants.paying.batches import tables as batches
from services.grants.paying.orders import tables as orders
from services.grants.paying.parties import tables as parties
from services.grants.paying.payments import tables as payments
from services.grants.paying.recoveries import tables as recoveries
from services.grants.paying.refunds import tables as refunds
from services.grants.paying.reports import tables as reports
from services.grants.paying.settlements import tables as settlements
from services.grants.tables import Table
from services.grants.telling.findings import tables as findings

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
