"""All tables of this service, gathered."""

from services.grants.assistances import tables as assistances
from services.grants.awards import tables as awards
from services.grants.doubles import tables as doubles
from services.grants.enterprises import tables as enterprises
from services.grants.files import tables as files
from services.grants.findings import tables as findings
from services.grants.owners import tables as owners
from services.grants.payments import tables as payments
from services.grants.projects import tables as projects
from services.grants.tables import Table
from services.grants.verifications import tables as verifications

ROOMS = (projects, enterprises, owners, verifications, doubles, files, awards, assistances, findings, payments)
metadata = Table.metadata
