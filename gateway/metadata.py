"""All tables of the gateway, gathered."""

from gateway.access.agreements import tables as agreements
from gateway.access.break_glass import tables as break_glass
from gateway.access.decisions import tables as decisions
from gateway.access.partners import tables as partners
from gateway.access.partners.credentials import tables as credentials
from gateway.access.signing_in import tables as signing_in
from gateway.access.suspensions import tables as suspensions
from gateway.cohorts import tables as cohorts
from gateway.consequences import tables as consequences
from gateway.feed import tables as feed
from gateway.ledger import tables as ledger
from gateway.recalls import tables as recalls
from gateway.releases.seals import tables as seals
from gateway.tables import Table

ROOMS = (
    decisions,
    partners,
    credentials,
    signing_in,
    agreements,
    suspensions,
    break_glass,
    ledger,
    recalls,
    seals,
    feed,
    consequences,
    cohorts,
)
metadata = Table.metadata
