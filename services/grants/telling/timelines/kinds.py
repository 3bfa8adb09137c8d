"""What of grants stands on a timeline: of a person, and of an area, where nothing is about anybody.

Assistance is somebody's, so that of an area tells of awards to enterprises, and of those by their numbers alone. What
has no place, such as funds, calls and phases, is on none.
"""

from dataclasses import replace

from services.grants.assisting.assistances.reads import ASSISTANCE
from services.grants.assisting.assistances.views import ASSISTANCES
from services.grants.assisting.courses.reads import COURSE
from services.grants.assisting.courses.views import COURSES
from services.grants.assisting.deliveries.reads import DELIVERY
from services.grants.assisting.deliveries.views import DELIVERIES
from services.grants.assisting.followups.reads import FOLLOWUP
from services.grants.assisting.followups.views import FOLLOWUPS
from services.grants.assisting.placements.reads import PLACEMENT
from services.grants.assisting.placements.views import PLACEMENTS
from services.grants.assisting.works.reads import WORK
from services.grants.granting.awards.reads import AWARD
from services.grants.granting.awards.views import AWARDS
from services.grants.granting.contracts.reads import CONTRACT
from services.grants.granting.employments.reads import EMPLOYMENT
from services.grants.granting.employments.views import EMPLOYMENTS
from services.grants.granting.milestones.reads import MILESTONE
from services.grants.granting.verifications.reads import VERIFICATION
from services.grants.granting.visits.reads import VISIT
from services.grants.paying.payments.reads import PAYMENT
from services.grants.paying.payments.views import PAYMENTS
from services.grants.telling.timelines.views import GrantsHappening as Happening
from shared.facts import standing
from shared.timelines.kinds import AGREED, AS_OF, OF_THEM, WHOSE, Kind, in_an_area, ordered

_THEIR_AWARDS = f"""fact.id = ANY (ARRAY(
    SELECT awardee.award_id FROM awardees AS awardee
    WHERE awardee.person_id = ANY ({WHOSE}) AND {standing("awardee", AS_OF)}
    UNION
    SELECT given.id FROM owners AS owner JOIN awards AS given ON given.enterprise_id = owner.enterprise_id
    WHERE owner.person_id = ANY ({WHOSE}) AND {standing("owner", AS_OF)}
))"""  # noqa: S608 - no value in it
"""SQL: to what the person owned when it was made, or at the moment."""
_THEIRS = f"assistance.person_id = ANY ({WHOSE})"
_IF_THEY_AGREE = f"fact.person_id = ANY ({AGREED})"

_CONTRACT = replace(
    CONTRACT,
    joins=(
        "JOIN awards AS award ON award.id = fact.award_id"
        " JOIN contract_versions AS first ON first.contract_id = fact.id AND first.version = 1"
    ),
    columns={**CONTRACT.columns, "signed_on": "first.signed_on", "amount": "first.amount"},
)
"""As it was signed first: what amends it comes later, and is a version of its own."""
_OF_AN_AWARD = replace(PAYMENT, place="award.place", project="award.project", person=None)
_WHERE = ("project", "place")
_ENDED = f"ending.recorded_at <= {AS_OF}"

OF_A_PERSON = ordered(
    [
        Kind(
            Happening.AWARD_MADE,
            AWARD,
            "approved_on",
            _THEIR_AWARDS,
            {AWARDS: ("enterprise_id", *_WHERE, "amount", "currency")},
        ),
        Kind(
            Happening.ASSISTANCE_APPROVED,
            ASSISTANCE,
            "approved_on",
            OF_THEM,
            {ASSISTANCES: ("modality", *_WHERE, "amount", "currency")},
        ),
        Kind(Happening.DELIVERED, DELIVERY, "delivered_on", _THEIRS, {DELIVERIES: ("assistance_id", *_WHERE)}),
        Kind(
            Happening.DELIVERY_RETURNED,
            DELIVERY,
            "returned_on",
            _THEIRS,
            {DELIVERIES: ("assistance_id", *_WHERE, "return_reason")},
            where=f"back.recorded_at <= {AS_OF}",
        ),
        Kind(Happening.PAID, PAYMENT, "paid_on", _THEIRS, {PAYMENTS: ("assistance_id", "amount", "currency")}),
        Kind(
            Happening.PLACEMENT_BEGAN,
            PLACEMENT,
            "starts_on",
            _THEIRS,
            {PLACEMENTS: ("assistance_id", *_WHERE, "host", "months")},
        ),
        Kind(
            Happening.PLACEMENT_ENDED,
            PLACEMENT,
            "ended_on",
            _THEIRS,
            {PLACEMENTS: ("assistance_id", *_WHERE, "retained")},
            where=_ENDED,
        ),
        Kind(
            Happening.COURSE_BEGAN,
            COURSE,
            "starts_on",
            _THEIRS,
            {COURSES: ("assistance_id", *_WHERE, "subject", "hours")},
        ),
        Kind(
            Happening.COURSE_ENDED,
            COURSE,
            "ended_on",
            _THEIRS,
            {COURSES: ("assistance_id", *_WHERE, "attended", "certificate")},
            where=_ENDED,
        ),
        Kind(
            Happening.FOLLOWED_UP,
            FOLLOWUP,
            "followed_on",
            _THEIRS,
            {FOLLOWUPS: ("assistance_id", *_WHERE, "mark", "state")},
        ),
        Kind(
            Happening.EMPLOYED,
            EMPLOYMENT,
            "starts_on",
            _IF_THEY_AGREE,
            {EMPLOYMENTS: ("award_id", "enterprise_id", *_WHERE, "kind", "fte")},
        ),
        Kind(
            Happening.EMPLOYMENT_ENDED,
            EMPLOYMENT,
            "ends_on",
            _IF_THEY_AGREE,
            {EMPLOYMENTS: ("award_id", "enterprise_id", *_WHERE)},
            where=f"ended.recorded_at <= {AS_OF}",
        ),
    ]
)

IN_AN_AREA = ordered(
    [
        in_an_area(Happening.ENTERPRISE_VERIFIED, replace(VERIFICATION, person=None), "visited_on", "enterprise_id"),
        in_an_area(Happening.AWARD_MADE, AWARD, "approved_on", "enterprise_id", *_WHERE, "amount", "currency"),
        in_an_area(Happening.CONTRACT_SIGNED, _CONTRACT, "signed_on", "award_id", *_WHERE, "amount", "currency"),
        in_an_area(
            Happening.MILESTONE_VERIFIED,
            MILESTONE,
            "verified_on",
            "contract_id",
            "tranche",
            *_WHERE,
            where=f"verification.recorded_at <= {AS_OF}",
        ),
        in_an_area(
            Happening.TRANCHE_PAID,
            _OF_AN_AWARD,
            "paid_on",
            "award_id",
            "tranche",
            "amount",
            "currency",
            where="fact.award_id IS NOT NULL",
        ),
        in_an_area(
            Happening.ENTERPRISE_VISITED,
            replace(VISIT, person=None),
            "visited_on",
            "award_id",
            "enterprise_id",
            *_WHERE,
            "mark",
            "operation",
        ),
        in_an_area(Happening.WORK_BEGAN, WORK, "starts_on", *_WHERE, "kind", "places", "ends_on"),
    ]
)
