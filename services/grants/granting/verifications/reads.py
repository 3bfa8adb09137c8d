"""Verifications within a mandate: they lie where the enterprise was declared to."""

from services.grants.granting.owners.reads import people
from services.grants.granting.verifications.tables import Verification
from services.grants.granting.verifications.views import VERIFICATIONS, VerificationView
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
