"""All tables of this service, gathered."""

from services.beneficiary.activities import tables as activities
from services.beneficiary.attendances import tables as attendances
from services.beneficiary.caseloads import tables as caseloads
from services.beneficiary.certificates import tables as certificates
from services.beneficiary.consents import tables as consents
from services.beneficiary.displacements import tables as displacements
from services.beneficiary.documents import tables as documents
from services.beneficiary.duplicates import tables as duplicates
from services.beneficiary.enrolments import tables as enrolments
from services.beneficiary.functioning import tables as functioning
from services.beneficiary.households import tables as households
from services.beneficiary.identities import tables as identities
from services.beneficiary.notices import tables as notices
from services.beneficiary.people import tables as people
from services.beneficiary.phones import tables as phones
from services.beneficiary.sessions import tables as sessions
from services.beneficiary.tables import Table

ROOMS = (
    people,
    identities,
    documents,
    phones,
    duplicates,
    functioning,
    notices,
    consents,
    households,
    displacements,
    activities,
    sessions,
    enrolments,
    attendances,
    certificates,
    caseloads,
)
metadata = Table.metadata
