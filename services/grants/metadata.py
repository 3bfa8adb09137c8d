"""All tables of this service, gathered."""

from services.grants.assistances import tables as assistances
from services.grants.awards import tables as awards
from services.grants.enterprises import tables as enterprises
from services.grants.findings import tables as findings
from services.grants.payments import tables as payments
from services.grants.projects import tables as projects
from services.grants.tables import Table

ROOMS = (projects, enterprises, awards, assistances, findings, payments)
metadata = Table.metadata
