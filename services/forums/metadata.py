"""All tables of this service, gathered."""

from services.forums.forums import tables as forums
from services.forums.members import tables as members
from services.forums.tables import Table

ROOMS = (forums, members)
metadata = Table.metadata
