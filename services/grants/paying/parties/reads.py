"""Parties within a mandate: they lie where the enterprise or the assistance does; that of a fund is everywhere."""

from services.grants.granting.owners.reads import people
from services.grants.paying.parties.tables import Party
from services.grants.paying.parties.views import PARTIES, PartyView
from shared.facts import Source
from shared.mandate import COUNTRY

LAST = "(SELECT max(id) FROM parties AS each WHERE each.{owner} = {id})"
"""SQL: the party that was stated last of an `owner` by its number. Where it was voided, none counts: what was stated
before it does not come back by what one person does."""

_OWNERS = ("enterprise_id", "assistance_id", "fund_id")

PARTY = Source(
    "party",
    PARTIES,
    Party,
    PartyView,
    joins=(
        "LEFT JOIN enterprises AS enterprise ON enterprise.id = fact.enterprise_id"
        " LEFT JOIN assistances AS assistance ON assistance.id = fact.assistance_id"
        " LEFT JOIN party_confirmations AS confirmation ON confirmation.party_id = fact.id"
    ),
    place=f"coalesce(enterprise.place, assistance.place, '{COUNTRY}')",
    person=(
        f"CASE WHEN fact.assistance_id IS NULL THEN {people('fact.enterprise_id')} ELSE ARRAY[assistance.person_id] END"
    ),
    columns={
        "in_force": (
            "(fact.voided_at IS NULL AND fact.id = coalesce("
            + ", ".join(LAST.format(owner=owner, id=f"fact.{owner}") for owner in _OWNERS)
            + "))"
        ),
        "confirmed": "(confirmation.party_id IS NOT NULL)",
        "confirmed_by": "confirmation.recorded_by",
    },
)
