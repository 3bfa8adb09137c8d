"""Households and memberships within a mandate."""

from services.beneficiary.households.tables import Household, Membership
from services.beneficiary.households.views import HOUSEHOLDS, HouseholdView, MembershipView
from shared.facts import Source

HOUSEHOLD = Source("household", HOUSEHOLDS, Household, HouseholdView, place="fact.place")

MEMBERSHIP = Source(
    "membership",
    HOUSEHOLDS,
    Membership,
    MembershipView,
    joins="JOIN households AS home ON home.id = fact.household_id JOIN people AS person ON person.id = fact.person_id",
    place="home.place",
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)
