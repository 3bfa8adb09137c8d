"""Verifications within a mandate: they lie where the enterprise was declared to."""

from services.grants.owners.reads import people
from services.grants.verifications.tables import Verification
from services.grants.verifications.views import VERIFICATIONS, VerificationView
from shared.facts import Source

VERIFICATION = Source(
    "verification",
    VERIFICATIONS,
    Verification,
    VerificationView,
    joins="JOIN enterprises AS enterprise ON enterprise.id = fact.enterprise_id",
    place="enterprise.place",
    person=people("fact.enterprise_id"),
)
