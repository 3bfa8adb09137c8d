"""All tables of this service, gathered."""

from services.beneficiary.activities import tables as activities
from services.beneficiary.displacements import tables as displacements
from services.beneficiary.households import tables as households
from services.beneficiary.people import tables as people
from services.beneficiary.tables import Table

ROOMS = (people, households, displacements, activities)
metadata = Table.metadata
