"""All tables of this service, gathered."""

from services.forums.elections import tables as elections
from services.forums.forums import tables as forums
from services.forums.members import tables as members
from services.forums.tables import Table
from services.forums.terms import tables as terms

ROOMS = (elections, forums, members, terms)
metadata = Table.metadata
