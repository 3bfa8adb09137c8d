"""Referrals within a mandate: they lie where their forum does, and under its project."""

from services.forums.members.reads import OF_A_FORUM
from services.forums.referrals.tables import Referral
from services.forums.referrals.views import REFERRALS, ReferralView
from shared.facts import Source

REFERRAL = Source(
    "referral",
    REFERRALS,
    Referral,
    ReferralView,
    joins=OF_A_FORUM
    + " LEFT JOIN referral_answers AS given ON given.referral_id = fact.id AND given.voided_at IS NULL",
    place="forum.place",
    project="forum.project",
    columns={"answered_on": "given.answered_on", "answer": "given.answer"},
)
